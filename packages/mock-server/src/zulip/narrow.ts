import { isJsonObject, member } from '../http/json.ts'
import { emailOf } from './directory.ts'
import { badRequest } from './errors.ts'
import type { Message } from './messages.ts'
import type { Params } from './params.ts'
import type { UserCall } from './route.ts'
import { topicMeant } from './topics.ts'

/** Whether a message is one of those asked for. */
type Test = (message: Message) => boolean

interface Term {
  readonly operator: string
  readonly operand: unknown
  readonly negated: boolean
}

// Either an object or a pair, as older clients write it.
function termOf(value: unknown): Term {
  const pair: unknown[] | undefined = Array.isArray(value) ? value : undefined
  const operator = pair === undefined ? member(value, 'operator') : pair[0]
  const operand = pair === undefined ? member(value, 'operand') : pair[1]
  if (typeof operator !== 'string' || operand === undefined) throw badRequest('Invalid narrow')
  return { operator, operand, negated: isJsonObject(value) && member(value, 'negated') === true }
}

function inChannel({ directory }: UserCall, operand: unknown): Test {
  const channel = directory.channels().find(({ id, name }) => id === operand || name === operand)
  if (channel === undefined) throw badRequest('Invalid narrow operator: unknown channel')
  return ({ place }) => place.kind === 'channel' && place.room === channel.room.id
}

function inTopic({ configuration }: UserCall, operand: unknown): Test {
  const topic = topicMeant(String(operand), configuration.current).toLowerCase()
  return ({ place }) => place.kind === 'channel' && place.topic.toLowerCase() === topic
}

function betweenUsers({ directory, me }: UserCall, operand: unknown): Test {
  const asked: readonly unknown[] = Array.isArray(operand) ? operand : String(operand).split(',')
  const names = asked.map((one) => {
    const user = directory.users().find(({ id, email }) => id === one || email === one)
    if (user === undefined) throw badRequest('Invalid narrow operator: unknown user')
    return user.user.name
  })
  const wanted = [...new Set([...names, me.user.name])].toSorted().join(' ')
  return ({ place }) => place.kind === 'direct' && place.users.join(' ') === wanted
}

function testOf(call: UserCall, { operator, operand }: Term): Test {
  switch (operator) {
    case 'channel':
    case 'stream':
      return inChannel(call, operand)
    case 'topic':
      return inTopic(call, operand)
    case 'dm':
    case 'pm-with':
      return betweenUsers(call, operand)
    case 'sender':
      return ({ sender }) => operand === call.directory.userId(sender) || operand === emailOf(sender)
    default:
      throw badRequest(`Invalid narrow operator: unknown operator ${operator.slice(0, 60)}`)
  }
}

/** Reads a `narrow`. @throws ZulipError 400 where it is none, or names what is not there. */
export function narrowOf(call: UserCall, params: Params): Test {
  const tests = (params.list('narrow') ?? []).map((value) => {
    const term = termOf(value)
    const test = testOf(call, term)
    return (message: Message) => test(message) !== term.negated
  })
  return (message) => tests.every((test) => test(message))
}
