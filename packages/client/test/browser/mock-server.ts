import { startMockServer } from '@nowtyping/mock-server'
import type { ProvidedMock } from './commands.ts'

/** The part of Vitest's project that is used; the whole of its type needs a newer Node's. */
interface Project {
  readonly provide: (key: 'mock', value: ProvidedMock) => void
}

/** Vitest's global set-up: the server runs in Node while the tests run in the browser. */
export async function setup(project: Project): Promise<() => Promise<void>> {
  const { urls, users, rooms, control, close } = await startMockServer()
  project.provide('mock', {
    matrix: { baseUrl: urls.matrix },
    users,
    rooms,
    control: { url: control.url, token: control.token },
  })
  return close
}
