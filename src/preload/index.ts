// Builds `window.bellhop` from the contract: one named function a command, and `on`, whose callbacks get data
// only. CommonJS when built, because a sandboxed preload can be nothing else.

import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import {
  channelOf,
  COMMAND_SCHEMAS,
  EVENT_NAMES,
  NEEDS_GESTURE,
  type Answer,
  type EventName,
} from '../shared/ipc'

/** What a page hears that asks for such a thing by itself, with nobody at its keys. */
const NO_GESTURE: Answer<never> = {
  ok: false,
  code: 'forbidden',
  message: 'Only a person may ask this.',
}

const commands = Object.fromEntries(
  Object.keys(COMMAND_SCHEMAS).map((name) => {
    const channel = channelOf(name as keyof typeof COMMAND_SCHEMAS)
    const needsGesture = (NEEDS_GESTURE as readonly string[]).includes(name)
    return [
      name,
      (input: unknown): Promise<unknown> =>
        needsGesture && !navigator.userActivation.isActive
          ? Promise.resolve(NO_GESTURE)
          : ipcRenderer.invoke(channel, input),
    ]
  }),
)

function on(name: EventName, listener: (value: unknown) => void): () => void {
  if (!EVENT_NAMES.includes(name)) throw new Error('There is no such event.')
  const hear = (_event: IpcRendererEvent, value: unknown): void => listener(value)
  ipcRenderer.on(channelOf(name), hear)
  return () => void ipcRenderer.removeListener(channelOf(name), hear)
}

contextBridge.exposeInMainWorld('bellhop', { ...commands, on })
