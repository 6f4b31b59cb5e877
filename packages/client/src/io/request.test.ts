import { describe, expect, test, vi } from 'vitest'
import type { WireRequest } from '../protocol/wire.ts'
import { requestOnce } from './request.ts'

const GET: WireRequest = { method: 'GET', path: '/x', headers: {}, body: undefined, maxBytes: 10 }
const baseUrl = 'https://example.org'

describe('one request', () => {
  test('is answered', async () => {
    const reply = await requestOnce(GET, { baseUrl, limitMs: 1_000, fetch: async () => new Response('{}') })
    expect(reply).toMatchObject({ type: 'answer', status: 200, body: '{}' })
  })

  test('fails as it would without a limit', async () => {
    const fetch = async (): Promise<Response> => new Response('more than ten bytes')
    expect(await requestOnce(GET, { baseUrl, limitMs: 1_000, fetch })).toMatchObject({ type: 'failed', reason: 'too-large' })
  })

  test('is over when its time is, whatever fetch makes of that, and keeps no timer', async () => {
    vi.useFakeTimers()
    try {
      const asked = requestOnce(GET, { baseUrl, limitMs: 1_000, fetch: () => new Promise(() => {}) })
      await vi.advanceTimersByTimeAsync(999)
      expect(vi.getTimerCount()).toBe(1)
      await vi.advanceTimersByTimeAsync(1)
      expect(await asked).toEqual({ type: 'timeout' })
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('rejects for a base that can be none, and keeps no timer', async () => {
    vi.useFakeTimers()
    try {
      await expect(requestOnce(GET, { baseUrl: 'nowhere', limitMs: 1_000 })).rejects.toBeInstanceOf(TypeError)
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
