import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRestRefusal } from './rest-refusal.ts'

const body = (fields: object): string => JSON.stringify({ success: false, ...fields })

describe('the code of a refusal', () => {
  test.each([
    ['its type', 400, body({ error: 'No [error-a]', errorType: 'error-b' }), 'error-b'],
    ['what its sentence ends with', 400, body({ error: 'No [error-a]' }), 'error-a'],
    ['its error, where that is a literal', 400, body({ error: 'error-room-already-hidden' }), 'error-room-already-hidden'],
    ['its error, where its type is a sentence', 400, body({ error: 'not-allowed', errorType: 'Not Allowed' }), 'error-not-allowed'],
    ['a sentence that stands for one', 400, body({ error: 'Invalid user' }), 'error-invalid-user'],
    ['of a missing permission', 403, body({ error: 'unauthorized' }), 'error-not-allowed'],
    ['of a missing permission, as later servers say it', 403, body({ error: 'forbidden' }), 'error-not-allowed'],
    ['of a missing permission, in a sentence', 403, body({ error: 'No permission [error-unauthorized]' }), 'error-not-allowed'],
    ['of a missing permission, without a word', 403, '', 'error-not-allowed'],
    ['of no access', 401, body({ error: 'unauthorized' }), 'error-not-allowed'],
    ['of nobody', 401, '{"status":"error","message":"You must be logged in to do this."}', 'error-invalid-user'],
    ['of too many', 429, '', 'too-many-requests'],
    ['of too many, by its type', 400, body({ errorType: 'error-too-many-requests' }), 'too-many-requests'],
    ['of no endpoint', 404, '<html>', 'unsupported'],
    ['of something that is not found', 404, body({ errorType: 'error-room-not-found' }), 'error-room-not-found'],
    ['without a word, its status', 400, body({ error: 'Body param "name" is required' }), '400'],
    ['of what is no JSON, its status', 500, 'Oh', '500'],
    ['of another shape, its status', 400, '{"success":false,"error":{"a":1},"errorType":7}', '400'],
  ])('%s', (_, status, text, code) => {
    expect(readRestRefusal(status, text, undefined).code).toBe(code)
  })
})

describe('what else a refusal says', () => {
  test('its sentence, without the code behind it, and its details', () => {
    expect(readRestRefusal(400, body({ error: 'No, you may not [error-a]', details: { method: 'm' } }), undefined)).toEqual({
      code: 'error-a',
      reason: 'No, you may not',
      details: { method: 'm' },
    })
  })

  test('a bare code is no sentence', () => {
    expect(readRestRefusal(400, body({ error: 'error-a' }), undefined)).toEqual({ code: 'error-a' })
  })

  test.each([
    ['by the header', 'Slow down', 2_500, 2_500],
    ['by the sentence', 'Error, too many requests. Please slow down. You must wait 54 seconds before trying this endpoint again.', undefined, 54_000],
  ])('how long to wait, %s', (_, error, retryAfterMs, timeToReset) => {
    expect(readRestRefusal(429, body({ error }), retryAfterMs).details).toEqual({ timeToReset })
  })

  test('no wait where none is stated', () => {
    expect(readRestRefusal(429, body({ error: 'Slow down' }), undefined).details).toBeUndefined()
  })
})

test('any answer is a refusal with a code', () => {
  fc.assert(
    fc.property(fc.nat(599), fc.oneof(fc.string(), fc.json()), (status, text) => {
      expect(readRestRefusal(status, text, undefined).code).toMatch(/./)
    }),
  )
})
