// Stands in for React Native where an example is compiled: no more than the docs name.
import type { ReactNode } from 'react'

export declare const AppState: {
  readonly currentState: 'active' | 'background' | 'inactive' | 'unknown' | 'extension'
  addEventListener(
    type: 'change' | 'memoryWarning' | 'blur' | 'focus',
    listener: (state: 'active' | 'background' | 'inactive' | 'unknown' | 'extension') => void,
  ): { remove(): void }
}

export declare function Text(props: { readonly children?: ReactNode }): ReactNode
export declare function View(props: { readonly children?: ReactNode }): ReactNode
export declare function TextInput(props: {
  readonly value?: string
  readonly onChangeText?: (text: string) => void
  readonly onSubmitEditing?: () => void
}): ReactNode
