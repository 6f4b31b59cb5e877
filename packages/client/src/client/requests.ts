import type { Effect } from '../core/effect.ts'
import type { EngineInput } from '../engine/input.ts'
import { TypingError } from '../protocol/errors.ts'
import type { CodecTransport } from '../protocol/transport.ts'
import type { WireReply } from '../protocol/wire.ts'

/** The effects that a transport made of a codec needs carried out. */
export type RequestEffect = Extract<Effect, { type: 'request' | 'cancel' | 'token' }>

/** Carries requests to the server and asks for the secret; the answers come back as inputs. */
export function createRequests<Target>(
  transport: CodecTransport<Target>,
  run: (input: EngineInput) => void,
): { readonly carryOut: (effect: RequestEffect) => void } {
  const inFlight = new Map<number, AbortController>()

  async function request({ id, request: wire, keepalive }: RequestEffect & { type: 'request' }): Promise<void> {
    // A controller of its own for each request: a signal that lives as long as the client would collect listeners.
    const controller = new AbortController()
    inFlight.set(id, controller)
    // Nothing is awaited before this: a stop must leave within the handler of `pagehide`.
    const reply = await transport
      .io(wire, { signal: controller.signal, keepalive })
      .catch((cause: unknown): WireReply => ({ type: 'failed', reason: 'network', cause }))
    if (inFlight.delete(id)) run({ type: 'reply', id, reply })
  }

  function cancel(id: number): void {
    const controller = inFlight.get(id)
    inFlight.delete(id)
    controller?.abort()
  }

  function given(id: number, token: unknown): void {
    run({ type: 'given', id, token: typeof token === 'string' ? token : '' })
  }

  function withheld(id: number, cause: unknown): void {
    const error = new TypingError('unreachable', 'unable to get the credentials; the callback failed', { cause })
    run({ type: 'withheld', id, error })
  }

  function askSecret(id: number): void {
    const { secret } = transport
    if (typeof secret === 'string') return given(id, secret)
    try {
      const answer: unknown = secret()
      if (typeof answer === 'string') return given(id, answer)
      // Of whatever realm or library the promise is.
      void Promise.resolve(answer).then(
        (token) => given(id, token),
        (cause: unknown) => withheld(id, cause),
      )
    } catch (cause) {
      withheld(id, cause)
    }
  }

  return {
    carryOut(effect) {
      switch (effect.type) {
        case 'request':
          return void request(effect)
        case 'cancel':
          return cancel(effect.id)
        case 'token':
          return askSecret(effect.id)
      }
    },
  }
}
