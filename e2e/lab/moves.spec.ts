// Hosts move in every way, and connections go on; with our own name server.
import { describeMoves } from './moves-suite.ts'

describeMoves('vip', 'ping')
