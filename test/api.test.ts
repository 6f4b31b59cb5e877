import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { declarationOf, exportsOf } from '../scripts/publish/declarations.mjs'

const places: string[] = []
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true })
})

/** Writes declaration files; gives the path of the first. */
function planted(files: Readonly<Record<string, string>>): string {
  const place = mkdtempSync(join(tmpdir(), 'nowtyping-api-'))
  places.push(place)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
  return join(place, Object.keys(files)[0] ?? '')
}

const textsOf = (path: string): Record<string, string> =>
  Object.fromEntries(exportsOf(path).map(([name, declared]) => [name, declarationOf(declared).text]))

describe('what an entry exports', () => {
  test('is found through re-exports, other names and folders', () => {
    const path = planted({
      'index.d.ts':
        "export { a, type B } from './deep/a.ts';\nimport { C } from './deep/c.tsx';\nexport { C as D };\nexport declare const e: 1, f: 2;",
      'deep/a.d.ts': "export declare const a: number;\nexport type { B } from './c.tsx';",
      'deep/c.d.ts': 'export interface B {\n}\nexport declare class C {\n}',
    })
    expect(textsOf(path)).toEqual({
      B: 'export interface B {\n}',
      D: 'export declare class C {\n}',
      a: 'export declare const a: number;',
      e: 'export declare const e: 1, f: 2;',
      f: 'export declare const e: 1, f: 2;',
    })
  })

  test('has each overload, and no comment', () => {
    const path = planted({
      'index.d.ts':
        '/** One. */\nexport declare function f(): 1;\n/** Two. */\nexport declare function f(a: /* so */ string): 2;',
    })
    expect(textsOf(path)).toEqual({ f: 'export declare function f(): 1;\nexport declare function f(a:  string): 2;' })
  })

  test('is refused where it is without names, or of another package', () => {
    expect(() => exportsOf(planted({ 'index.d.ts': "export * from './a.ts';" }))).toThrow(
      'ExportAllDeclaration names nothing',
    )
    expect(() => exportsOf(planted({ 'index.d.ts': "export { a } from 'a';" }))).toThrow('a is of another package')
  })
})

describe('a declaration', () => {
  const used = (...lines: string[]): string[] => {
    const path = planted({
      'index.d.ts': ["import type { Far } from 'far';", "import type { Near } from './near.ts';", ...lines].join('\n'),
      'near.d.ts': 'export interface Near {\n}',
    })
    const [[, declared] = []] = exportsOf(path)
    return declared ? declarationOf(declared).uses.flatMap((use) => (use ? [use.name] : [])) : []
  }

  test.each([
    ['a type', 'export declare function f(a: Near): void;'],
    ['what is extended', 'export interface I extends Near {\n}'],
    ['what a class extends', 'declare class Near2 {\n}\nexport declare class K extends Near2 {\n}', 'Near2'],
    ['the type of a value', 'declare const near: 1;\nexport declare const k: typeof near;', 'near'],
    ['an argument of a type', 'export type T = Far<readonly Near[]>;'],
    ['a member of a union', 'type Side = 1;\nexport type T = { readonly side: Far } | Side;', 'Side'],
  ])('uses %s', (_, line, name = 'Near') => {
    expect(used(line)).toContain(name)
  })

  test('uses neither what has its name by chance, nor what is of another package', () => {
    expect(used('type near = 1;\nexport interface I {\n    near: Far;\n}')).toEqual([])
  })

  test('is documented by the comment before it, and by no other', () => {
    const documented = (text: string): boolean[] =>
      exportsOf(planted({ 'index.d.ts': text })).map(([, declared]) => declarationOf(declared).documented)
    expect(documented('/** What it is. */\nexport type A = 1;\nexport type B = 1;')).toEqual([true, false])
    expect(documented('/* A note. */\nexport type A = 1;\nexport type B = 1; /** Late. */')).toEqual([false, false])
  })
})
