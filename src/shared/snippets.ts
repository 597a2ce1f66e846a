// What one pastes to reach the hub, in each language that we show: tests, documents and the window share it.
// Pure functions of an address; every snippet works pasted as it is.

/** Where the hub is, as the one who pastes sees it. An IPv6 address may come with or without brackets. */
export type Target = Readonly<{ host: string; port: number }>

export const SNIPPET_LANGUAGES = ['browser', 'curl', 'python', 'node'] as const
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number]

/** host:port as one types it. */
export function authority({ host, port }: Target): string {
  const isBareIpv6 = host.includes(':') && !host.startsWith('[')
  return `${isBareIpv6 ? `[${host}]` : host}:${port}`
}

/** A browser's console, in two lines. */
export function browserSend(target: Target): string {
  return `const ws = new WebSocket('ws://${authority(target)}')
ws.onopen = () => ws.send('hello')`
}

/** After `browserSend`: asks to become a device, and shows what comes. */
export function browserReceive(): string {
  return `ws.onmessage = (event) => console.log(event.data)
ws.send(JSON.stringify({
  type: 'hello', id: 'my-page',
  name: 'My page', kind: 'browser',
}))`
}

/** A shell: every field one may want. */
export function curlJson(target: Target): string {
  return `curl ${curlUrl(target)} \\
  -H 'Content-Type: application/json' \\
  -d '{"title":"Hello from curl",
       "body":"The first of many.",
       "tags":["wave"]}'`
}

/** A shell: a line of text, and nothing else. */
export function curlText(target: Target): string {
  return `curl -d hello ${curlUrl(target)}`
}

/** Python 3 with nothing installed. */
export function python(target: Target): string {
  return `import json, urllib.request

urllib.request.urlopen(urllib.request.Request(
    'http://${authority(target)}/v1/notifications',
    json.dumps({
        'title': 'Hello from Python',
        'body': 'The first of many.',
        'tags': ['snake'],
    }).encode(),
    {'Content-Type': 'application/json'},
)).status`
}

/** Node 18 or newer, with nothing installed. */
export function node(target: Target): string {
  return `fetch('http://${authority(target)}/v1/notifications', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    title: 'Hello from Node',
    body: 'The first of many.',
    tags: ['wave'],
  }),
}).then((answer) => console.log(answer.status))`
}

// A shell would take the brackets of an IPv6 address for a pattern, and curl for a range.
function curlUrl(target: Target): string {
  const url = `${authority(target)}/v1/notifications`
  return url.startsWith('[') ? `-g '${url}'` : url
}

/** The snippets of one language, the first one first. */
export function snippetsOf(language: SnippetLanguage, target: Target): readonly string[] {
  switch (language) {
    case 'browser':
      return [browserSend(target), browserReceive()]
    case 'curl':
      return [curlJson(target), curlText(target)]
    case 'python':
      return [python(target)]
    case 'node':
      return [node(target)]
  }
}
