// The pages' entry: connects the store to the desk, and draws.
import './theme.css'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { findBridge } from './desk/find-bridge.ts'
import { connectDesk } from './state/desk-store.ts'
import { startTheme } from './state/theme.ts'
import { startThroughput } from './state/throughput.ts'

startTheme()
connectDesk(findBridge())
startThroughput()
createRoot(document.getElementById('root')!).render(<App />)
