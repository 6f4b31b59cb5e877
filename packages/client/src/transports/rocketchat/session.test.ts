import { describe, expect, test } from 'vitest'
import { keysOf } from '../../../test/support/keys-of.ts'
import { EVENTS, NOW, OPTIONS, SESSION_TABLE, SITUATIONS, type Cell, type EventName } from './session.table.ts'
import type { SessionEffect } from './exchange.ts'
import { stepSession } from './session-step.ts'

/** An effect in words. */
function told(effect: SessionEffect): string {
  switch (effect.type) {
    case 'connect':
      return `connect ${effect.socket}`
    case 'frame': {
      const frame: unknown = JSON.parse(effect.text)
      const { msg, id, method, name, params } = Object.assign({ msg: '', id: '', method: '', name: '', params: [] }, frame)
      return [msg, id, method, name, ...params.filter((param) => typeof param === 'string')].filter((word) => word !== '').join(' ')
    }
    case 'emit': {
      const { signal } = effect
      if (signal.type === 'lost') return `lost ${signal.error.code} ${signal.retryInMs}`
      if (signal.type === 'failed' || signal.type === 'error') return `${signal.type} ${signal.error.code}`
      if (signal.type === 'self') return `self ${signal.userIds.join(' ')}`
      if (signal.type === 'started') return `started ${signal.conversation} ${signal.user.id}`
      return signal.type
    }
    case 'sent':
      return `sent ${effect.send} ${effect.outcome.type}`
    case 'called':
      return `called ${effect.call}`
    case 'logged-in':
      return `logged-in ${effect.call} ${effect.login.userId}`
    case 'refused':
      return `refused ${effect.call} ${effect.error.code}`
    case 'disconnect':
    case 'ask-token':
    case 'ask-info':
    case 'ask-me':
      return effect.type
  }
}

describe.each(keysOf(SESSION_TABLE))('a session that is %s', (phase) => {
  const cells = keysOf(EVENTS).map((name): [EventName, Cell] => [name, SESSION_TABLE[phase][name]])

  test.each(cells)('on %s: %s', (name, cell) => {
    const [input, laterMs = 0] = EVENTS[name]
    const before = SITUATIONS[phase]
    const { session, effects } = stepSession(before, input, { options: OPTIONS, now: NOW + laterMs, random: 0.5 })
    if (cell === 'same') {
      expect(session).toBe(before)
      expect(effects).toEqual([])
      return
    }
    expect([session.phase, effects.map(told).join(', ')].filter((words) => words !== '').join(': ')).toBe(cell)
  })
})
