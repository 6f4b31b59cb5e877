import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { faultsOf, markedForClient } from '../scripts/publish/contents.mjs'

const MANIFEST = {
  description: 'A package.',
  keywords: ['a'],
  license: 'MIT',
  homepage: 'https://example.org',
  bugs: 'https://example.org',
  repository: 'https://example.org',
  engines: { node: '>=20.19' },
  sideEffects: false,
  exports: { '.': { types: './dist/a.d.ts', default: './dist/a.js' }, './package.json': './package.json' },
  dependencies: { b: '^1.2.3' },
  peerDependencies: { c: '^1.0.0 || ^2.0.0' },
}
const GOOD: Readonly<Record<string, string>> = {
  LICENSE: 'MIT',
  'README.md': 'See [there](https://example.org).',
  'dist/a.js': "'use client';\nexport const a = 1",
  'dist/a.d.ts': 'export declare const a = 1',
  'dist/a.js.map': '{"sources":["../src/a.ts"]}',
  'src/a.ts': "'use client'\nexport const a = 1",
}

const places: string[] = []
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true })
})

/** A package with changes to its files and its manifest; a file that becomes empty is left out. */
function packed(files: Readonly<Record<string, string>> = {}, manifest: object = {}): string {
  const place = mkdtempSync(join(tmpdir(), 'nowtyping-packed-'))
  places.push(place)
  const all = { 'package.json': JSON.stringify({ ...MANIFEST, ...manifest }), ...GOOD, ...files }
  for (const [path, text] of Object.entries(all)) {
    if (text === '') continue
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
  return place
}

test('a package as it should be has no fault', () => {
  expect(faultsOf(packed())).toEqual([])
})

test.each([
  ['LICENSE is missing', { LICENSE: '' }],
  ['src/a.test.ts is packed', { 'src/a.test.ts': 'test' }],
  ['src/a.table.ts is packed', { 'src/a.table.ts': 'table' }],
  ['tsconfig.json is packed', { 'tsconfig.json': '{}' }],
  ['test/a.ts is packed', { 'test/a.ts': 'test' }],
  ['dist/old.js has no source', { 'dist/old.js': 'old' }],
  ['dist/a.js has no declarations', { 'dist/a.d.ts': '' }],
  ['dist/a.js.map points to ../../elsewhere.ts', { 'dist/a.js.map': '{"sources":["../../elsewhere.ts"]}' }],
  ["dist/a.js and src/a.ts are not both marked 'use client'", { 'dist/a.js': 'export const a = 1' }],
  ['README.md links to ../other', { 'README.md': 'See [there](../other).' }],
])('%s: that is a fault', (fault, files: Readonly<Record<string, string>>) => {
  expect(faultsOf(packed(files))).toContainEqual(expect.stringContaining(fault))
})

test.each([
  ['package.json speaks of this workspace', { dependencies: { b: 'workspace:^' } }],
  ['package.json speaks of this workspace', { peerDependencies: { c: 'catalog:' } }],
  ['b is wanted at 1.2.3', { dependencies: { b: '1.2.3' } }],
  ['c is wanted at *', { peerDependencies: { c: '*' } }],
  ['no side effects', { sideEffects: true }],
  ['package.json has no repository', { repository: undefined }],
  ['exports . names ./src/a.ts', { exports: { '.': './src/a.ts' } }],
  ['exports . names ./dist/b.js', { exports: { '.': { types: './dist/a.d.ts', default: './dist/b.js' } } }],
  ['exports . has not types before default', { exports: { '.': { default: './dist/a.js', types: './dist/a.d.ts' } } }],
  ['bin names ./bin/a.mjs', { bin: { a: './bin/a.mjs' } }],
])('%s: that is a fault of the manifest', (fault, manifest: object) => {
  expect(faultsOf(packed({}, manifest))).toContainEqual(expect.stringContaining(fault))
})

test('what is marked for the client is named', () => {
  expect(markedForClient(packed({ 'dist/index.js': 'export {}' }))).toEqual(['a.js'])
})
