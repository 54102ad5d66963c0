// The same with other people's name servers.
import { describeMoves } from './moves-suite.ts'

describeMoves('bind', 'ping', 'named')
describeMoves('knot', 'ping', 'knotd')
