import { RocketChatError } from '@nowtyping/client/rocketchat'
import { Explained } from '../chat/explained.ts'

/** The refusals that a person can do something about. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['error-you-are-last-owner', 'You are the last owner of this room, who cannot leave it.'],
  ['error-duplicate-channel-name', 'There is a room of that name already.'],
  ['error-invalid-name', 'The server does not take that name.'],
  ['error-not-allowed', 'The server does not let you do that.'],
  ['too-many-requests', 'The server asks for a pause.'],
])

/** Waits for something; what the server has against it is said in words. */
export async function explained(done: Promise<unknown>): Promise<void> {
  try {
    await done
  } catch (error) {
    const words = error instanceof RocketChatError ? WORDS.get(error.code) : undefined
    throw words === undefined ? error : new Explained(words)
  }
}
