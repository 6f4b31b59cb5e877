import type { ConnectionTransport, TransportHost } from '@nowtyping/client'
import { transportContract, type TransportHarness } from '@nowtyping/client/testing'
import { describe, test } from 'vitest'

// In your app this is imported: a transport of your own, and here its server too.
function createChorus(): (userId: string) => ConnectionTransport<string> {
  const singers = new Map<TransportHost, string>()
  return (userId) => ({
    kind: 'connection',
    name: 'chorus',
    timing: { expireAfterMs: 20_000, resendEveryMs: 15_000, idleAfterMs: 5_000 },
    key: (room) => (typeof room === 'string' && room !== '' ? room : undefined),
    open(host) {
      singers.set(host, userId)
      host.emit({ type: 'self', userIds: [userId] })
      host.emit({ type: 'opened' })
      return {
        send(conversation, typing) {
          for (const [other, id] of singers) {
            if (id === userId) continue
            if (typing) other.emit({ type: 'started', conversation, user: { id: userId }, expireInMs: 20_000 })
            else other.emit({ type: 'stopped', conversation, userId })
          }
        },
        close: () => void singers.delete(host),
      }
    },
  })
}

describe('the transport of the chorus keeps the contract', () => {
  const makeHarness = (): TransportHarness<string> => ({
    transport: createChorus(),
    targets: ['soprano', 'alto'],
    settle: () => Promise.resolve(),
  })
  // Its server remembers nobody: whoever comes late sees the others with their next start.
  for (const { name, run } of transportContract(makeHarness, { tellsLatecomers: false })) test(name, run)
})
