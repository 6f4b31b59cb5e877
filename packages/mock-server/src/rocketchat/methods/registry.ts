import { MeteorError, statusOf } from '../errors.ts'
import { STREAM_NAMES } from '../streams/streams.ts'
import { isAtLeast } from '../version.ts'
import type { Method, MethodCall } from './method.ts'
import { writeNotifyRoom } from './notify-room.ts'
import { sessionMethods } from './session.ts'
import { settingMethods } from './settings.ts'
import { createRoomMethods } from './create-room.ts'
import { memberMethods } from './members.ts'
import { messageMethods } from './messages.ts'
import { roleMethods } from './roles.ts'
import { roomListMethods } from './room-lists.ts'
import { roomSettingMethods } from './room-settings.ts'
import { roomStateMethods } from './room-states.ts'

// A client may write to one stream only; the others take what they are given, and do nothing.
const streamMethods: readonly Method[] = STREAM_NAMES.map((name) => ({
  name: `stream-${name}`,
  op: name === 'notify-room' ? 'typing' : 'stream',
  run: name === 'notify-room' ? writeNotifyRoom : () => undefined,
}))

const METHODS: ReadonlyMap<string, Method> = new Map(
  [
    ...sessionMethods,
    ...settingMethods,
    ...streamMethods,
    ...roomListMethods,
    ...roomStateMethods,
    ...createRoomMethods,
    ...messageMethods,
    ...roleMethods,
    ...memberMethods,
    ...roomSettingMethods,
  ].map((method) => [method.name, method]),
)

/** The method of that name, whichever releases have it. */
export function methodNamed(name: string): Method | undefined {
  return METHODS.get(name)
}

/** How a call of a method ended. */
export type MethodOutcome = {
  /** `*` where there is no method of the name. */
  readonly name: string
  readonly op: string
} & ({ readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: unknown })

/** Runs a method, as far as the release has it and the limits allow. */
export function runMethod(call: MethodCall, name: string, checkLimit: () => void): MethodOutcome {
  const known = METHODS.get(name)
  const isGone = known?.goneFrom !== undefined && isAtLeast(call.settings.version, known.goneFrom)
  const method = isGone ? undefined : known
  const told = { name: known?.name ?? '*', op: known?.op ?? 'unknown' }
  try {
    if (method === undefined) throw new MeteorError(404, `Method '${name}' not found`)
    checkLimit()
    return { ...told, ok: true, result: method.run(call) }
  } catch (error) {
    // What was not meant to be thrown is told as Meteor tells it: as an error of the server.
    return { ...told, ok: false, error: statusOf(error) === 500 ? new MeteorError(500, 'Internal server error') : error }
  }
}
