// Bodies of requests against the clock: read up to a bound, or thrown away politely. Knows no route.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../ports'
import { bare, fieldsOf, send, type Answer } from './answers'
import type { ListenerLimits } from './limits'

/** `gone`: the peer closed, or was too slow and was closed. */
export type Body = Buffer | 'too_large' | 'gone'

/** Whether a request announces a body. */
export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length']
  return (
    request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
  )
}

/**
 * Reads a whole body. Too long: stops reading; the caller answers with `answerEarly`. Too slow (the time of
 * the limits, and one second more for every so many bytes that came): 408, and the end of the connection.
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: ListenerLimits,
  clock: Clock,
): Promise<Body> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limits.bodyBytes) return Promise.resolve('too_large')
  if (request.httpVersion === '1.1' && request.headers.expect !== undefined) {
    response.writeContinue()
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const deadline = watchFloor(
      request,
      () => bytes,
      limits,
      clock,
      () => {
        finish('gone')
        answerEarly(response, bare(408), limits, clock)
      },
    )
    const finish = (result: Body) => {
      deadline.cancel()
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      resolve(result)
    }
    const onData = (chunk: Buffer) => {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes <= limits.bodyBytes) return
      request.pause()
      finish('too_large')
    }
    const onEnd = () => finish(Buffer.concat(chunks, bytes))
    const onClose = () => finish('gone')
    request.on('data', onData).on('end', onEnd).on('close', onClose)
  })
}

/** Throws the body of a request away while it is answered; ends the connection when it is long or slow. */
export function discard(request: IncomingMessage, limits: ListenerLimits, clock: Clock): void {
  let bytes = 0
  const end = () => request.socket.destroy()
  const deadline = watchFloor(request, () => bytes, limits, clock, end)
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > limits.lingerBytes) end()
  })
  request.on('close', () => deadline.cancel())
}

/**
 * Answers a request whose body may not be there yet. Were the connection closed at once, the system would
 * throw away the answer with the unread bytes; so the answer goes out whole, and reading goes on for a moment.
 */
export function answerEarly(
  response: ServerResponse,
  answer: Answer,
  limits: ListenerLimits,
  clock: Clock,
): void {
  const { req: request } = response
  if (!hasBody(request) || request.complete) {
    send(response, answer)
    return
  }
  response.writeHead(answer.status, { ...fieldsOf(answer), Connection: 'close' })
  response.flushHeaders()
  if (answer.body !== '') response.write(answer.body)
  const finish = () => {
    timer.cancel()
    response.end()
  }
  const timer = clock.after(limits.lingerMs, finish)
  let left = limits.lingerBytes
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) finish()
  })
  request.on('end', finish).on('close', finish)
  request.resume()
}

/** Calls once when a body is behind its time: a span for all, and a floor of bytes a second beyond it. */
function watchFloor(
  request: IncomingMessage,
  bytes: () => number,
  limits: ListenerLimits,
  clock: Clock,
  onSlow: () => void,
): { cancel: () => void } {
  const startMs = clock.monotonicMs()
  const allowedMs = () => limits.bodyMs + (bytes() / limits.bodyFloorBytesPerSecond) * 1_000
  const check = () => {
    const leftMs = startMs + allowedMs() - clock.monotonicMs()
    if (request.complete) return
    if (leftMs <= 0) onSlow()
    else timer = clock.after(Math.max(1, leftMs), check)
  }
  let timer = clock.after(limits.bodyMs, check)
  return { cancel: () => timer.cancel() }
}
