import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONNECT, methodFrame, pingFrame, pongFrame, readFrame, subFrame, unsubFrame, type DdpFrame } from './ddp.ts'

const MOST = 1_000
const read = (frame: unknown): DdpFrame | undefined => readFrame(JSON.stringify(frame), MOST)

describe('what a server says', () => {
  test.each<[name: string, frame: unknown, meant: DdpFrame]>([
    ['the greeting of Meteor', { server_id: '0' }, { msg: 'other' }],
    ['the greeting of the streamer', { msg: 'server_id', server_id: '0' }, { msg: 'other' }],
    ['connected', { msg: 'connected', session: 'x' }, { msg: 'connected' }],
    ['failed', { msg: 'failed', version: '1' }, { msg: 'failed' }],
    ['a ping', { msg: 'ping' }, { msg: 'ping', id: undefined }],
    ['a ping with its id', { msg: 'ping', id: 'x' }, { msg: 'ping', id: 'x' }],
    ['a pong', { msg: 'pong', id: 'x' }, { msg: 'pong', id: 'x' }],
    ['nothing as a result', { msg: 'result', id: '1' }, { msg: 'result', id: '1', result: undefined, error: undefined }],
    ['a result', { msg: 'result', id: '1', result: 0 }, { msg: 'result', id: '1', result: 0, error: undefined }],
    [
      'a refusal',
      { msg: 'result', id: '1', error: { error: 'not-allowed', reason: 'No', details: { a: 1 } } },
      { msg: 'result', id: '1', result: undefined, error: { code: 'not-allowed', reason: 'No', details: { a: 1 } } },
    ],
    [
      'a refusal by number',
      { msg: 'result', id: '1', error: { error: 404 } },
      { msg: 'result', id: '1', result: undefined, error: { code: '404', reason: undefined, details: undefined } },
    ],
    [
      'a refusal without words',
      { msg: 'nosub', id: '1', error: 'no' },
      { msg: 'nosub', id: '1', error: { code: 'unknown', reason: undefined, details: undefined } },
    ],
    ['the end of a subscription', { msg: 'nosub', id: '1' }, { msg: 'nosub', id: '1', error: undefined }],
    ['subscriptions that are ready', { msg: 'ready', subs: ['1', 2, '3'] }, { msg: 'ready', subs: ['1', '3'] }],
    ['a document', { msg: 'added', collection: 'users', id: 'me', fields: { a: 1 } }, { msg: 'document', collection: 'users', id: 'me', fields: { a: 1 } }],
    ['an event', { msg: 'changed', collection: 'c', id: 'id' }, { msg: 'document', collection: 'c', id: 'id', fields: {} }],
    ['updated', { msg: 'updated', methods: ['1'] }, { msg: 'other' }],
    ['an error', { msg: 'error', reason: 'Bad request' }, { msg: 'other' }],
  ])('%s', (_, frame, meant) => {
    expect(read(frame)).toEqual(meant)
  })

  test.each<[name: string, frame: unknown]>([
    ['no object', [1]],
    ['a result without its id', { msg: 'result' }],
    ['a result of a number', { msg: 'result', id: 1 }],
    ['subscriptions that are no list', { msg: 'ready', subs: 'x' }],
    ['a document of no collection', { msg: 'added', id: 'x', fields: {} }],
    ['fields that are none', { msg: 'changed', collection: 'c', id: 'x', fields: [] }],
  ])('is not the protocol: %s', (_, frame) => {
    expect(read(frame)).toBeUndefined()
  })

  test('S14 a frame of more bytes than may be is not read, whatever it is', () => {
    const frame = JSON.stringify({ msg: 'ping', id: 'é'.repeat(20) })
    expect(readFrame(frame, new TextEncoder().encode(frame).length)).toEqual({ msg: 'ping', id: 'é'.repeat(20) })
    expect(readFrame(frame, new TextEncoder().encode(frame).length - 1)).toBeUndefined()
    expect(readFrame(frame, frame.length)).toBeUndefined()
  })

  test('S18 any bytes: nothing is thrown, and no prototype is touched', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('{"__proto__":{"msg":"ping"}}', '{"msg":"added","collection":"__proto__","id":"x","fields":{"__proto__":{"a":1}}}', '['.repeat(900)),
    )
    fc.assert(fc.property(hostile, (text) => void readFrame(text, MOST)))
    expect(readFrame('{"__proto__":{"msg":"ping"}}', MOST)).toEqual({ msg: 'other' })
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('what a server is told', () => {
  test.each<[name: string, text: string | undefined, frame: unknown]>([
    ['connect', CONNECT, { msg: 'connect', version: '1', support: ['1'] }],
    ['ping', pingFrame('3'), { msg: 'ping', id: '3' }],
    ['pong', pongFrame(undefined), { msg: 'pong' }],
    ['pong with the id that was asked with', pongFrame('x'), { msg: 'pong', id: 'x' }],
    ['method, with dates', methodFrame('1', 'm', ['a', new Date(5)]), { msg: 'method', method: 'm', id: '1', params: ['a', { $date: 5 }] }],
    [
      'sub',
      subFrame('2', 'stream-notify-room', 'r/user-activity', []),
      { msg: 'sub', id: '2', name: 'stream-notify-room', params: ['r/user-activity', { useCollection: false, args: [] }] },
    ],
    ['unsub', unsubFrame('2'), { msg: 'unsub', id: '2' }],
  ])('%s', (_, text, frame) => {
    expect(JSON.parse(text ?? '')).toEqual(frame)
  })

  test('what JSON cannot tell is not told', () => {
    const circle: Record<string, unknown> = {}
    circle['circle'] = circle
    expect(methodFrame('1', 'm', [1n])).toBeUndefined()
    expect(methodFrame('1', 'm', [circle])).toBeUndefined()
  })
})
