import { transportContract, type TransportHarness } from '@nowtyping/client/testing'
import { zulip, type ZulipTarget } from '@nowtyping/client/zulip'
import { startMockServer } from '@nowtyping/mock-server'
import { describe, test } from 'vitest'
import { turn } from './support/server-world.ts'
import { topicOf } from './support/zulip-world.ts'

describe('Zulip keeps the transport contract over real sockets', () => {
  const makeHarness = async (): Promise<TransportHarness<ZulipTarget>> => {
    const server = await startMockServer()
    const [general, random] = [topicOf(server, 'general'), topicOf(server, 'random')]
    return {
      transport(user) {
        const account = server.users.find(({ name }) => name === (user === 'ann' ? 'alice' : 'bob'))
        return zulip({ baseUrl: server.urls.zulip, email: '', apiKey: '', ...account?.zulip })
      },
      targets: [general, random],
      equal: [
        [{ userIds: [9, 10] }, { userIds: [10, 9, 10] }],
        [general, { ...general, topic: general.topic.toUpperCase() }],
        [
          { channelId: 7, topic: '' },
          { channelId: 7, topic: '(no topic)' },
        ],
      ],
      invalid: ['direct:9', [9], { userIds: [] }, { userIds: ['9'] }, { channelId: 7 }, { messageId: 0 }],
      settle: turn,
      close: server.close,
    }
  }
  // A Zulip server remembers nobody: whoever comes late sees them with their next start.
  const contract = transportContract(makeHarness, { tellsLatecomers: false })
  for (const { name, run } of contract) test(name, run)
})
