export { TypingInspector } from './typing-inspector.tsx'
export type { TypingInspectorProps } from './typing-inspector.tsx'
