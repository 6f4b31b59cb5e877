import type { Environment } from '../protocol/environment.ts'

/** The part of React Native's `AppState` that is used, or a stand-in. */
export interface AppStateLike {
  /** `active`, `background`, or on its way between the two. */
  readonly currentState: string | null
  addEventListener(type: 'change', listener: (state: string) => void): { remove(): void }
}

/** The part of `@react-native-community/netinfo` that is used, or a stand-in. It tells how things are when it is listened to. */
export interface NetInfoLike {
  addEventListener(listener: (state: { readonly isConnected: boolean | null }) => void): () => void
}

/**
 * The app and its network on a phone, for the option `environment` of `createTypingClient`. In the background it is what
 * a tab is that nobody sees. Without `NetInfo` nothing is told of the network, and what fails is tried again as ever.
 *
 * @example
 * createTypingClient({ transport, environment: appStateEnvironment(AppState, NetInfo) })
 */
export function appStateEnvironment(appState: AppStateLike, netInfo?: NetInfoLike): Environment {
  return (tell) => {
    // Under a call, a permission dialog or the app switcher (`inactive`) the app is still looked at.
    const change = (state: string | null): void => {
      if (state === 'active') tell('visible')
      if (state === 'background') tell('hidden')
    }
    const subscription = appState.addEventListener('change', change)
    // That there is no connection can be believed; that there is one is a hint at best.
    const endOfNetwork = netInfo?.addEventListener(({ isConnected }) => {
      if (isConnected !== null) tell(isConnected ? 'online' : 'offline')
    })
    change(appState.currentState)
    return () => {
      subscription.remove()
      endOfNetwork?.()
    }
  }
}
