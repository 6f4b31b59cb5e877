// Children that never outlive us: npm passes a signal on to its shell alone, so whoever starts
// something long here also has to notice that nobody is waiting for it any more.
import { spawn } from 'node:child_process'

const LOOK_FOR_PARENT_MS = 250
const KILL_AFTER_MS = 3000
const SIGNALS = /** @type {const} */ ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })

/** @type {Set<(signal: NodeJS.Signals) => void>} */
const running = new Set()
/** @type {NodeJS.Signals | undefined} */
let stoppedBy

/** Whether we were told to end; nothing new is started then. */
export const isStopping = () => stoppedBy !== undefined

/** @param {keyof typeof SIGNALS} signal */
function stopAll(signal) {
  stoppedBy ??= signal
  process.exitCode = 128 + SIGNALS[signal]
  for (const kill of running) kill('SIGTERM')
  setTimeout(() => {
    for (const kill of running) kill('SIGKILL')
  }, KILL_AFTER_MS).unref()
}

/** From here on a signal, or the end of the process that started us, ends the children and then us. */
export function guard() {
  for (const signal of /** @type {(keyof typeof SIGNALS)[]} */ (Object.keys(SIGNALS))) {
    process.on(signal, () => stopAll(signal))
  }
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent && !isStopping()) stopAll('SIGHUP')
  }, LOOK_FOR_PARENT_MS).unref()
}

/**
 * Runs a program to its end.
 *
 * `own` puts it and what it starts into a process group of their own, so that all of it can be
 * ended at once; what reads keys from the terminal must stay in ours. `until` ends it as a signal
 * would: politely, and after a while not.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, own?: boolean, shell?: boolean, limitMs?: number,
 *   until?: AbortSignal, onText?: (text: string) => void, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {Promise<{ code: number, seconds: number, note: string }>}
 */
export function run(command, args, { own = false, limitMs = Infinity, stdio = 'inherit', until, onText, ...options } = {}) {
  const start = performance.now()
  const group = own && process.platform !== 'win32'
  return new Promise((resolve) => {
    let note = ''
    const child = spawn(command, [...args], { ...options, stdio, detached: group })
    /** @param {NodeJS.Signals} signal */
    const kill = (signal) => {
      try {
        if (group && child.pid !== undefined) process.kill(-child.pid, signal)
        else child.kill(signal)
      } catch {
        // It has ended by itself in the meantime.
      }
    }
    const limit = Number.isFinite(limitMs)
      ? setTimeout(() => {
          note = `given up after ${limitMs / 1000} s`
          kill('SIGKILL')
        }, limitMs)
      : undefined
    running.add(kill)
    /** @type {NodeJS.Timeout | undefined} */
    let impatient
    const leave = () => {
      kill('SIGTERM')
      impatient = setTimeout(() => kill('SIGKILL'), KILL_AFTER_MS)
    }
    until?.addEventListener('abort', leave, { once: true })
    /** @param {Uint8Array} bytes */
    const hear = (bytes) => onText?.(Buffer.from(bytes).toString())
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(limit)
      clearTimeout(impatient)
      until?.removeEventListener('abort', leave)
      running.delete(kill)
      // Whatever the program started and did not wait for ends with it.
      if (group) kill('SIGKILL')
      resolve({ code, note, seconds: (performance.now() - start) / 1000 })
    }
    child.on('error', (error) => {
      note = error.message
      end(127)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}

/**
 * As `run`, and gives back what the program wrote.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number }} [options]
 * @returns {Promise<{ code: number, seconds: number, note: string, text: string }>}
 */
export async function output(command, args, options = {}) {
  let text = ''
  const onText = (/** @type {string} */ more) => void (text += more)
  const ended = await run(command, args, { ...options, own: true, stdio: ['ignore', 'pipe', 'pipe'], onText })
  return { ...ended, text }
}
