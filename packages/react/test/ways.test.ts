// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { WAYS } from './ways.ts'

it('docs/react.md has every way in which text can change, with what is sent for it', async () => {
  const docs = await readFile(new URL('../../../docs/react.md', import.meta.url), 'utf8')
  for (const [heading, ways] of Object.entries(WAYS)) {
    const table = [`| ${heading} | sent |`, '|---|---|', ...Object.entries(ways).map(([way, requests]) => `| ${way} | ${requests} |`)]
    expect(docs).toContain(`\n${table.join('\n')}\n\n`)
  }
})
