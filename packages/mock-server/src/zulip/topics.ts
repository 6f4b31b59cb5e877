import { LEVEL } from './features.ts'
import type { ZulipSettings } from './options.ts'
import type { QueueProfile } from './event-queue.ts'

/** The name under which the empty topic was known before there was one. */
const NO_TOPIC = '(no topic)'

/** The topic a request means: the empty one has other names (zerver/lib/topic.py). */
export function topicMeant(topic: string, { featureLevel, emptyTopicName }: ZulipSettings): string {
  if (featureLevel < LEVEL.emptyTopic) return topic
  if (topic === emptyTopicName) return ''
  return topic === NO_TOPIC && featureLevel >= LEVEL.noTopic ? '' : topic
}

/** The topic as a client is told it: the empty one only where the client said that it knows it. */
export function topicShown(topic: string, profile: Pick<QueueProfile, 'emptyTopicName'>, settings: ZulipSettings): string {
  return topic === '' && !profile.emptyTopicName ? settings.emptyTopicName : topic
}
