import { expect, inject, test } from 'vitest'
import { commands } from 'vitest/browser'
test('runs in a page', async () => {
  const { matrix, users } = inject('mock')
  const r = await fetch(`${matrix.baseUrl}/_matrix/client/versions`)
  expect(r.status).toBe(200)
  console.log(await commands.journal(), users[0])
  console.log(await commands.control('/reset'), await commands.journal())
})
