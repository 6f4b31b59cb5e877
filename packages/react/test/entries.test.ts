// @vitest-environment node
import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import * as format from '@nowtyping/react/format'
import * as react from '@nowtyping/react'

const source = new URL('../src/', import.meta.url)
const read = (file: string): Promise<string> => readFile(new URL(file, source), 'utf8')

/** The modules that a module reaches by imports of values, itself included, and the packages they name. */
async function reach(file: string): Promise<readonly string[]> {
  const imports = [...(await read(file)).matchAll(/^import (?!type)[^']*'([^']+)'/gmu)].map(([, specifier = '']) => specifier)
  const further = await Promise.all(imports.map(async (name) => (name.startsWith('./') ? reach(name.slice(2)) : [name])))
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
})

it('a Server Component may use the formatter: it reaches no React', async () => {
  expect(await reach('format.ts')).toEqual(['format.ts', 'ink.ts', 'locale.ts', 'shown-name.ts'])
})

it('the binding of a composer reaches no React', async () => {
  expect(await reach('composer.ts')).toEqual(['composer.ts', 'field.ts', 'ink.ts'])
})

it('only the modules that an app calls hooks or renders from are marked for the client', async () => {
  const files = (await readdir(source)).filter((file) => !file.includes('.test'))
  const marked = await Promise.all(files.map(async (file) => ((await read(file)).startsWith("'use client'\n") ? [file] : [])))
  expect(marked.flat().toSorted()).toEqual(['provider.tsx', 'typing-indicator.tsx', 'use-typing-users.ts', 'use-typing.ts'])
})
