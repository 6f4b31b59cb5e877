import { describe, expect, test } from 'vitest'
import { methodServer, restServer } from '../../../../test/support/rooms-server.ts'
import { METHOD_CASES } from './methods.table.ts'
import { ROOM_ERRORS } from './room-errors.ts'

const CASES = METHOD_CASES.map((each, index) => ({ ...each, title: `${each.name}, ${index + 1}` }))

test('every function is in the table', () => {
  const tried = new Set<string>(METHOD_CASES.map(({ name }) => name))
  expect(Object.keys(ROOM_ERRORS).filter((name) => !tried.has(name))).toEqual([])
})

describe('the method of a function', () => {
  test.each(CASES)('$title: its name and parameters, as the server has them', async ({ run, call, results }) => {
    const { server, calls } = methodServer(() => results[0]?.[0])
    await run(server).catch(() => undefined)
    expect(calls).toEqual([call])
  })

  const results = CASES.flatMap(({ title, run, results: all }) =>
    all.map(([result, read], index) => ({ title: `${title}, result ${index + 1}`, run, result, read })),
  )
  test.each(results)('$title is read', async ({ run, result, read }) => {
    await expect(run(methodServer(() => result).server)).resolves.toStrictEqual(read)
  })

  const garbage = CASES.flatMap(({ title, run, garbage: all }) =>
    all.map((result, index) => ({ title: `${title}, garbage ${index + 1}`, run, result })),
  )
  test.each(garbage)('$title is no result', async ({ run, result }) => {
    await expect(run(methodServer(() => result).server)).rejects.toMatchObject({ code: 'bad-response' })
  })
})

describe('the REST twin of a method that is gone', () => {
  const twins = CASES.flatMap(({ title, run, twin }) => (twin === undefined ? [] : [{ title, run, twin }]))
  test.each(twins)('$title: requests, and the same result', async ({ run, twin }) => {
    const { server, requests } = restServer(twin.answers)
    await expect(run(server)).resolves.toStrictEqual(twin.read)
    expect(requests).toEqual(twin.requests.map(([method, path, body]) => ({ method, path, body })))
  })

  const alone = CASES.filter(({ twin }) => twin === undefined)
  test.each(alone)('$title: there is none, which is unsupported', async ({ run }) => {
    const { server, requests } = restServer({})
    await expect(run(server)).rejects.toMatchObject({ code: 'unsupported' })
    expect(requests).toEqual([])
  })

  test.each(twins)('$title: an answer without what it should hold is a bad response, or was nothing to read', async ({ run, twin }) => {
    const last = twin.requests.at(-1)?.[1].split('?')[0] ?? ''
    const { server } = restServer({ ...twin.answers, [last]: { something: 'else' } })
    const holdsNothing = twin.read === undefined || twin.read === true
    await (holdsNothing
      ? expect(run(server)).resolves.toBe(twin.read)
      : expect(run(server)).rejects.toMatchObject({
          code: twin.requests.length === 1 || last !== 'rooms.info' ? 'bad-response' : 'unsupported',
        }))
  })
})
