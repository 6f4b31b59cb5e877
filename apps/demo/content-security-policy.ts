import type { Plugin } from 'vite'

/** What the built page may load, and whom it may ask: itself, servers on this machine, and a homeserver it is for. */
const policy = (homeserver: string | undefined): string => [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self'`,
  `connect-src 'self' http://*.localhost:* http://127.0.0.1:* ws://*.localhost:* ws://127.0.0.1:*${homeserver === undefined ? '' : ` ${new URL(homeserver).origin}`}`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ')

/** Puts the policy into the built page. In development Vite's own inline scripts would be against it. */
export function contentSecurityPolicy(homeserver?: string): Plugin {
  return {
    name: 'nowtyping:content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy(homeserver) }, injectTo: 'head-prepend' },
    ],
  }
}
