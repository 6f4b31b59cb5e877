// @vitest-environment node
import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import * as format from '@nowtyping/react/format'
import * as inspect from '@nowtyping/react/inspect'
import * as react from '@nowtyping/react'
import manifest from '@nowtyping/react/package.json' with { type: 'json' }

const source = new URL('../src/', import.meta.url)
const read = (file: string): Promise<string> => readFile(new URL(file, source), 'utf8')

const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'he', 'hi', 'ja', 'ko', 'pt', 'ru', 'zh']

/** The modules that a module reaches by imports of values, itself included, and the packages they name. */
async function reach(file: string): Promise<readonly string[]> {
  const imports = [...(await read(file)).matchAll(/^import (?!type)[^']*'([^']+)'/gmu)].map(([, specifier = '']) => specifier)
  const further = await Promise.all(imports.map(async (name) => (name.startsWith('.') ? reach(new URL(name, `file:///${file}`).pathname.slice(1)) : [name])))
  return [...new Set([file, ...further.flat()])].toSorted()
}

it('the entries have these values and no others', () => {
  expect(Object.keys(react).toSorted()).toEqual([
    'TypingIndicator',
    'TypingProvider',
    'useTyping',
    'useTypingClient',
    'useTypingUsers',
  ])
  expect(Object.keys(format).toSorted()).toEqual(['formatTyping', 'formatTypingToParts'])
  expect(Object.keys(inspect)).toEqual(['TypingInspector'])
})

it('a Server Component may use the formatter: it reaches no React', async () => {
  expect(await reach('format.ts')).toEqual(['format.ts', 'ink.ts', 'locale.ts', 'messages/en.ts', 'shown-name.ts'])
})

it('each language is an entry that reaches nothing', async () => {
  expect((await readdir(new URL('messages/', source))).toSorted()).toEqual(LANGUAGES.map((language) => `${language}.ts`))
  const { exports: entries }: { readonly exports: object } = manifest
  expect(Object.keys(entries).filter((path) => path.startsWith('./messages/')).toSorted()).toEqual(LANGUAGES.map((language) => `./messages/${language}`))
  for (const language of LANGUAGES) expect(await reach(`messages/${language}.ts`)).toEqual([`messages/${language}.ts`])
})

it('the binding of a composer reaches no React', async () => {
  expect(await reach('composer.ts')).toEqual(['composer.ts', 'field.ts', 'ink.ts'])
})

it('only the modules that an app calls hooks or renders from are marked for the client', async () => {
  const files = (await readdir(source, { recursive: true })).filter((file) => /(?<!\.test)\.tsx?$/.test(file))
  const marked = await Promise.all(files.map(async (file) => ((await read(file)).startsWith("'use client'\n") ? [file] : [])))
  expect(marked.flat().toSorted()).toEqual([
    'inspect/typing-inspector.tsx',
    'provider.tsx',
    'typing-indicator.tsx',
    'use-typing-users.ts',
    'use-typing.ts',
  ])
})
