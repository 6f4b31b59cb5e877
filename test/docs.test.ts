import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'

const top = resolve(import.meta.dirname, '..')
const place = join(top, 'node_modules/.cache/docs-examples')

/** Pages that hold examples or links. */
async function pages(): Promise<string[]> {
  const docs = await readdir(join(top, 'docs'), { recursive: true })
  const packages = await readdir(join(top, 'packages'))
  const candidates = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
    ...packages.map((name) => `packages/${name}/README.md`),
  ]
  return candidates.map((name) => join(top, name))
}

/** The code blocks of a page that are whole modules. */
function examples(page: string): string[] {
  return [...page.matchAll(/^```tsx?\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '').filter((code) => code.includes('import '))
}

afterAll(() => rm(place, { recursive: true, force: true }))

describe('docs', () => {
  test('every example that imports something compiles, strictly', async () => {
    await mkdir(place, { recursive: true })
    let count = 0
    for (const page of await pages()) {
      for (const code of examples(await readFile(page, 'utf8'))) {
        count += 1
        const name = `${relative(top, page).replaceAll(/\W/g, '-')}-${count}.tsx`
        await writeFile(join(place, name), `${code}\nexport {}\n`)
      }
    }
    const source = (name: string): [string] => [join(top, 'packages', name)]
    const config = {
      extends: join(top, 'tsconfig.json'),
      compilerOptions: {
        isolatedDeclarations: false,
        declaration: false,
        noUnusedLocals: false,
        paths: {
          '@nowtyping/client': source('client/src/index.ts'),
          '@nowtyping/client/*': source('client/src/transports/*/index.ts'),
          '@nowtyping/client/matrix/attach': source('client/src/transports/matrix/attach.ts'),
          '@nowtyping/client/zulip/attach': source('client/src/transports/zulip/attach.ts'),
          '@nowtyping/client/rocketchat/attach': source('client/src/transports/rocketchat/attach.ts'),
          '@nowtyping/client/react-native': source('client/src/react-native/index.ts'),
          '@nowtyping/client/inspect': source('client/src/inspect/index.ts'),
          '@nowtyping/client/testing': source('client/src/testing/index.ts'),
          '@nowtyping/react': source('react/src/index.ts'),
          '@nowtyping/react/format': source('react/src/format.ts'),
          '@nowtyping/react/inspect': source('react/src/inspect/index.ts'),
          '@nowtyping/react/messages/*': source('react/src/messages/*.ts'),
          '@nowtyping/mock-server': source('mock-server/src/index.ts'),
          // What the examples name of it, in short; test:consumers checks them with its own types.
          'react-native': [join(top, 'test/support/react-native.d.ts')],
          '@react-native-community/netinfo': [join(top, 'test/support/netinfo.d.ts')],
          '@testing-library/*': source('react/node_modules/@testing-library/*'),
          '@tiptap/*': source('react/test/editors/node_modules/@tiptap/*'),
        },
      },
      include: ['*.tsx'],
      exclude: [],
    }
    await writeFile(join(place, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(top, 'node_modules/typescript/bin/tsc')
    const found = await promisify(execFile)(process.execPath, [tsc, '-p', place]).catch((error: unknown) => error)
    expect(found).toMatchObject({ stdout: '' })
    expect(count).toBeGreaterThanOrEqual(5)
  }, 60_000)

  test('the tests that docs/testing.md shows are files, which run with the others', async () => {
    const text = await readFile(join(top, 'docs/testing.md'), 'utf8')
    const shown = [...text.matchAll(/^`([\w./-]+\.test\.tsx?)`\n\n```tsx?\n([\s\S]*?)^```/gm)]
    for (const [, file = '', code] of shown) expect(code, file).toBe(await readFile(join(top, file), 'utf8'))
    expect(shown).toHaveLength(examples(text).length)
    expect(shown.length).toBeGreaterThanOrEqual(3)
  })

  test('the example of the README is at most 15 lines, blank ones aside', async () => {
    const [first = ''] = examples(await readFile(join(top, 'README.md'), 'utf8'))
    const lines = first.split('\n').filter((line) => line.trim() !== '')
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.length).toBeLessThanOrEqual(15)
  })

  test('ARCHITECTURE.md is at most 150 lines', async () => {
    const lines = (await readFile(join(top, 'ARCHITECTURE.md'), 'utf8')).split('\n')
    expect(lines.length).toBeLessThanOrEqual(150)
  })

  test('every test that docs/protocol.md names for an invariant exists', async () => {
    const text = await readFile(join(top, 'docs/protocol.md'), 'utf8')
    const client = join(top, 'packages/client')
    const missing: string[] = []
    let count = 0
    for (const [, file = '', title = ''] of text.matchAll(/`([\w./-]+\.test\.ts)` "([^"]+)"/g)) {
      count += 1
      const path = join(client, file.startsWith('test/') ? '' : 'src', file)
      const source = await readFile(path, 'utf8').catch(() => '')
      if (!source.includes(title)) missing.push(`${file} "${title}"`)
    }
    expect(missing).toEqual([])
    expect(count).toBeGreaterThanOrEqual(24)
  })

  test('every relative link leads somewhere', async () => {
    const broken: string[] = []
    for (const page of await pages()) {
      const text = await readFile(page, 'utf8')
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
        const there = await readFile(resolve(page, '..', target)).catch((error: NodeJS.ErrnoException) => error.code === 'EISDIR')
        if (there === false) broken.push(`${relative(top, page)} → ${target}`)
      }
    }
    expect(broken).toEqual([])
  })
})
