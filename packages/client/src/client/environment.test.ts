import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { browserEnvironment } from './environment.ts'

/** A target that knows how many listeners it has. */
class CountingTarget extends EventTarget {
  visibilityState = 'visible'
  readonly #listeners = new Set<unknown>()

  get count(): number {
    return this.#listeners.size
  }
  override addEventListener(type: string, listener: EventListener): void {
    this.#listeners.add(listener)
    super.addEventListener(type, listener)
  }
  override removeEventListener(type: string, listener: EventListener): void {
    this.#listeners.delete(listener)
    super.removeEventListener(type, listener)
  }
}

describe('the page and the network', () => {
  let page: CountingTarget
  let win: CountingTarget
  beforeEach(() => {
    page = new CountingTarget()
    win = new CountingTarget()
    vi.stubGlobal('document', page)
    vi.stubGlobal('window', win)
    vi.stubGlobal('navigator', { onLine: true })
  })
  afterEach(() => vi.unstubAllGlobals())

  test('S16 are listened to until the end, and not after', () => {
    const heard: string[] = []
    const end = browserEnvironment((event) => heard.push(event))
    expect(page.count + win.count).toBe(7)
    heard.length = 0
    end()
    expect(page.count + win.count).toBe(0)
    win.dispatchEvent(new Event('offline'))
    end()
    expect(heard).toEqual([])
  })

  test('say at the start how things are', () => {
    const heard: string[] = []
    page.visibilityState = 'hidden'
    vi.stubGlobal('navigator', { onLine: false })
    browserEnvironment((event) => heard.push(event))
    expect(heard).toEqual(['offline', 'hidden'])
  })

  test('are told as they happen; a page that is shown for the first time did not come back', () => {
    const heard: string[] = []
    browserEnvironment((event) => heard.push(event))
    heard.length = 0
    win.dispatchEvent(new Event('offline'))
    win.dispatchEvent(new Event('online'))
    page.visibilityState = 'hidden'
    page.dispatchEvent(new Event('visibilitychange'))
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    win.dispatchEvent(new Event('pagehide'))
    win.dispatchEvent(new Event('pageshow'))
    win.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    page.dispatchEvent(new Event('freeze'))
    page.dispatchEvent(new Event('resume'))
    const seen = ['offline', 'online', 'hidden', 'visible']
    expect(heard).toEqual([...seen, 'pagehide', 'pageshow', 'visible', 'pagehide', 'pageshow', 'visible'])
  })

  test('tell that a page came back out of sight, which no other event would', () => {
    const heard: string[] = []
    page.visibilityState = 'hidden'
    browserEnvironment((event) => heard.push(event))
    page.dispatchEvent(new Event('resume'))
    expect(heard.slice(-2)).toEqual(['pageshow', 'hidden'])
  })

  test('do not exist outside a browser', () => {
    vi.unstubAllGlobals()
    const heard: string[] = []
    browserEnvironment((event) => heard.push(event))()
    expect(heard).toEqual([])
  })
})
