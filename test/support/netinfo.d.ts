// Stands in for NetInfo where an example is compiled: no more than the docs name.
declare const NetInfo: {
  addEventListener(listener: (state: { readonly type: string; readonly isConnected: boolean | null }) => void): () => void
}

// oxlint-disable-next-line import/no-default-export -- theirs is one
export default NetInfo
