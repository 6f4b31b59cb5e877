import type { Environment } from '../protocol/environment.ts'

/**
 * The browser's page and network. Outside a browser there is neither, and nothing is told.
 * `unload` and `beforeunload` are left alone: they would keep the page out of the back-forward cache.
 */
export const browserEnvironment: Environment = (tell) => {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
  const endings: (() => void)[] = []
  const listen = (target: EventTarget, type: string, listener: (event: Event) => void): void => {
    target.addEventListener(type, listener)
    endings.push(() => target.removeEventListener(type, listener))
  }
  // A page may come back out of sight: browsers let frozen tabs run for a moment.
  const back = (): void => {
    tell('pageshow')
    visibility()
  }
  const visibility = (): void => tell(document.visibilityState === 'hidden' ? 'hidden' : 'visible')

  listen(window, 'online', () => tell('online'))
  listen(window, 'offline', () => tell('offline'))
  listen(document, 'visibilitychange', visibility)
  listen(window, 'pagehide', () => tell('pagehide'))
  listen(window, 'pageshow', (event) => {
    if ('persisted' in event && event.persisted === true) back()
  })
  listen(document, 'freeze', () => tell('pagehide'))
  listen(document, 'resume', back)

  // That the browser is offline can be believed; that it is online is a hint at best.
  tell('onLine' in navigator && !navigator.onLine ? 'offline' : 'online')
  visibility()
  return () => {
    for (const end of endings.splice(0)) end()
  }
}
