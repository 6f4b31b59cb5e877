import { createTypingClient, type TypingTransport } from '@nowtyping/client'
import { createManualClock } from '@nowtyping/client/testing'
import { zulip, type ZulipTarget } from '@nowtyping/client/zulip'
import { expect, test } from 'vitest'
import type { WireReply, WireRequest } from '../src/protocol/wire.ts'

const answer = (body: object): WireReply => {
  const text = JSON.stringify(body)
  return { type: 'answer', status: 200, body: text, bytes: text.length, retryAfterMs: undefined }
}

/** A Zulip server that registers, hears, and never has news. */
function silent(told: string[]): TypingTransport<ZulipTarget> {
  const transport = zulip({ baseUrl: 'https://chat.example.org', email: 'ann@example.org', apiKey: 'key', userId: 7 })
  if (transport.kind !== 'codec') throw new Error('Zulip is a codec')
  const io = ({ path, body = '' }: WireRequest): Promise<WireReply> => {
    const form = new URLSearchParams(body)
    if (path.endsWith('/typing')) told.push(`${form.get('op')} ${form.get('topic')}`)
    if (path.includes('/events')) return new Promise(() => {})
    return Promise.resolve(answer({ queue_id: 'q', last_event_id: -1, zulip_feature_level: 400 }))
  }
  return { ...transport, io }
}

test('what is renamed in case only is told as it is spelled, from the next burst on', async () => {
  const told: string[] = []
  const clock = createManualClock()
  const client = createTypingClient({ transport: silent(told), clock, random: () => 0.5 })
  await client.connect()
  const before = client.conversation({ channelId: 1, topic: 'release plan' })
  before.keystroke()
  await expect.poll(() => told).toEqual(['start release plan'])
  const after = client.conversation({ channelId: 1, topic: 'Release Plan' })
  expect(after).toBe(before)
  after.stop()
  await expect.poll(() => told).toEqual(['start release plan', 'stop release plan'])
  clock.advance(60_000)
  after.keystroke()
  await expect.poll(() => told.at(-1)).toBe('start Release Plan')
})
