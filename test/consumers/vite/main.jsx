import { TypingIndicator } from '@nowtyping/react'
import { createRoot } from 'react-dom/client'
import { Chat } from './chat.jsx'

createRoot(document.getElementById('root')).render(
  <Chat>
    <TypingIndicator conversation="!room:example.org" />
  </Chat>,
)
