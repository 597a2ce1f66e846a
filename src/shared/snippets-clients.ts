// Longer pieces to paste, for what is no browser and no shell of this computer: docs/clients.md shows them, and tests run
// those that run on Linux. Pure functions of an address, like those of snippets.ts, which the window shows as well.

import { authority, type Target } from './snippets'

/** Where it is pasted, and as what the documents mark it. */
export type ClientSnippet = Readonly<{
  name: string
  language: string
  text: (target: Target) => string
}>

/** A shell script: sends what a command says, and fails when the hub did not take it. */
export function bashScript(target: Target): string {
  return `hub=http://${authority(target)}

df -h | curl --fail --silent --show-error --output /dev/null \\
  --header 'Content-Type: text/plain' --data-binary @- "$hub/v1/notifications"`
}

/** Python with the package \`websockets\`: a device that hears what is sent to it. */
export function pythonListen(target: Target): string {
  return `import asyncio, json
import websockets

async def listen():
    async with websockets.connect('ws://${authority(target)}/') as hub:
        await hub.send(json.dumps({'type': 'hello', 'id': 'my-python', 'kind': 'script'}))
        async for text in hub:
            frame = json.loads(text)
            if frame['type'] == 'event':
                print(frame.get('title', ''), frame.get('body', ''), flush=True)

asyncio.run(listen())`
}

/** Node 22 or newer, with nothing installed: a device that hears what is sent to it. */
export function nodeListen(target: Target): string {
  return `const hub = new WebSocket('ws://${authority(target)}/')
hub.onopen = () => hub.send(JSON.stringify({
  type: 'hello', id: 'my-node', kind: 'script',
}))
hub.onmessage = ({ data }) => {
  const { type, title = '', body = '' } = JSON.parse(data)
  if (type === 'event') console.log(title, body)
}`
}

/** Windows, with nothing installed. */
export function powershell(target: Target): string {
  return `Invoke-RestMethod -Method Post -Uri 'http://${authority(target)}/v1/notifications' \`
  -ContentType 'application/json; charset=utf-8' -Body (ConvertTo-Json @{
    title = 'Hello from PowerShell'
    body = 'The first of many.'
  })`
}

/** An ESP32 with the Arduino core: one notification when it starts. */
export function arduino(target: Target): string {
  return `#include <WiFi.h>
#include <HTTPClient.h>

void setup() {
  WiFi.begin("YOUR WIFI", "ITS PASSWORD");
  while (WiFi.status() != WL_CONNECTED) delay(200);

  HTTPClient http;
  http.begin("http://${authority(target)}/v1/notifications");
  http.addHeader("Content-Type", "application/json");
  // http.addHeader("Authorization", "Bearer TOKEN");
  http.POST("{\\"title\\":\\"Hello from an ESP32\\",\\"body\\":\\"Awake\\"}");
  http.end();
}

void loop() {}`
}

/** Home Assistant: a service for automations, in configuration.yaml. */
export function homeAssistant(target: Target): string {
  return `notify:
  - name: bellhop
    platform: rest
    resource: http://${authority(target)}/v1/notifications
    method: POST_JSON
    title_param_name: title
    message_param_name: body
    # headers:
    #   Authorization: Bearer TOKEN`
}

/** Node-RED: a flow to import; what comes to its first node goes to the hub. */
export function nodeRed(target: Target): string {
  const url = `http://${authority(target)}/v1/notifications`
  return JSON.stringify(
    [
      {
        ...{ id: 'bellhop-inject', type: 'inject', name: 'Ring', props: [{ p: 'payload' }] },
        ...{ payload: '{"title":"Hello from Node-RED","body":"The first of many."}' },
        ...{ payloadType: 'json', wires: [['bellhop-request']] },
      },
      {
        ...{ id: 'bellhop-request', type: 'http request', name: 'Bellhop', method: 'POST' },
        ...{ ret: 'obj', url, wires: [[]] },
      },
    ],
    null,
    2,
  )
}

/** All of them, in the order of the document. */
export const CLIENT_SNIPPETS: readonly ClientSnippet[] = [
  { name: 'Bash', language: 'sh', text: bashScript },
  { name: 'Python, listening', language: 'python', text: pythonListen },
  { name: 'Node, listening', language: 'js', text: nodeListen },
  { name: 'PowerShell', language: 'powershell', text: powershell },
  { name: 'Arduino, ESP32', language: 'cpp', text: arduino },
  { name: 'Home Assistant', language: 'yaml', text: homeAssistant },
  { name: 'Node-RED', language: 'json', text: nodeRed },
]
