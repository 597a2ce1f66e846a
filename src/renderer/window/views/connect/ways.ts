// The ways to send that Connect shows: the tab of each, and what to paste with a word before it. The texts themselves are
// kept in src/shared/.

import Cpu from '@lucide/svelte/icons/cpu'
import FileCode from '@lucide/svelte/icons/file-code'
import Globe from '@lucide/svelte/icons/globe'
import Hexagon from '@lucide/svelte/icons/hexagon'
import House from '@lucide/svelte/icons/house'
import SquareTerminal from '@lucide/svelte/icons/square-terminal'
import Terminal from '@lucide/svelte/icons/terminal'
import Workflow from '@lucide/svelte/icons/workflow'
import { m } from '../../../../shared/messages/messages.js'
import {
  browserReceive,
  browserSend,
  curlJson,
  curlText,
  node,
  python,
  type Target,
} from '../../../../shared/snippets'
import {
  arduino,
  bashScript,
  homeAssistant,
  nodeListen,
  nodeRed,
  powershell,
  pythonListen,
} from '../../../../shared/snippets-clients'

/** One thing to paste. */
export type Piece = Readonly<{ lead: () => string; text: (target: Target) => string }>

export type Way = Readonly<{
  id: string
  icon: typeof Cpu
  label: () => string
  pieces: readonly Piece[]
  /** It never runs on the hub's own computer. */
  isElsewhere?: true
}>

export const WAYS: readonly Way[] = [
  {
    id: 'browser',
    icon: Globe,
    label: () => m.connect_browser(),
    pieces: [
      { lead: () => m.connect_browser_send(), text: browserSend },
      { lead: () => m.connect_browser_receive(), text: browserReceive },
    ],
  },
  {
    id: 'curl',
    icon: Terminal,
    label: () => 'curl',
    pieces: [
      { lead: () => m.connect_curl_json(), text: curlJson },
      { lead: () => m.connect_curl_text(), text: curlText },
      { lead: () => m.connect_bash(), text: bashScript },
    ],
  },
  {
    id: 'python',
    icon: FileCode,
    label: () => 'Python',
    pieces: [
      { lead: () => m.connect_python(), text: python },
      { lead: () => m.connect_python_listen(), text: pythonListen },
    ],
  },
  {
    id: 'node',
    icon: Hexagon,
    label: () => 'Node',
    pieces: [
      { lead: () => m.connect_node(), text: node },
      { lead: () => m.connect_node_listen(), text: nodeListen },
    ],
  },
  {
    id: 'powershell',
    icon: SquareTerminal,
    label: () => 'PowerShell',
    pieces: [{ lead: () => m.connect_powershell(), text: powershell }],
  },
  {
    id: 'arduino',
    icon: Cpu,
    label: () => 'ESP32',
    pieces: [{ lead: () => m.connect_arduino(), text: arduino }],
    isElsewhere: true,
  },
  {
    id: 'node-red',
    icon: Workflow,
    label: () => 'Node-RED',
    pieces: [{ lead: () => m.connect_node_red(), text: nodeRed }],
  },
  {
    id: 'home-assistant',
    icon: House,
    label: () => 'Home Assistant',
    pieces: [{ lead: () => m.connect_home_assistant(), text: homeAssistant }],
  },
]
