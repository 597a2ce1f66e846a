// Bodies of requests against the clock: read up to a bound, or thrown away politely. Knows no route.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../ports'
import { bare, fieldsOf, send, type Answer } from './answers'
import type { ListenerLimits } from './limits'
import { watchPace, type Pace, type PaceOptions } from './pace'

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
    const deadline = watchFloor(request, { bytes: () => bytes, limits, clock }, () => {
      finish('gone')
      answerEarly(response, bare(408), limits, clock)
    })
    const finish = (result: Body) => {
      deadline.stop()
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

/**
 * Hands a body on piece by piece; while one is being taken, nothing more is read. `take` answers whether it wants more.
 * True: that was all of it. False: the peer is gone or was too slow, or no more was wanted.
 */
export function streamBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: ListenerLimits,
  clock: Clock,
  take: (piece: Buffer) => Promise<boolean>,
): Promise<boolean> {
  if (request.httpVersion === '1.1' && request.headers.expect !== undefined) {
    response.writeContinue()
  }
  return new Promise((resolve, reject) => {
    let bytes = 0
    const deadline = watchFloor(request, { bytes: () => bytes, limits, clock }, () => {
      finish(false)
      answerEarly(response, bare(408), limits, clock)
    })
    const finish = (isWhole: boolean) => {
      deadline.stop()
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      resolve(isWhole)
    }
    const onData = (piece: Buffer) => {
      const since = clock.monotonicMs()
      bytes += piece.length
      request.pause()
      take(piece).then((wantsMore) => {
        deadline.paused(clock.monotonicMs() - since)
        if (!wantsMore) return finish(false)
        request.resume()
      }, reject)
    }
    const onEnd = () => finish(true)
    const onClose = () => finish(false)
    request.on('data', onData).on('end', onEnd).on('close', onClose)
  })
}

/** Throws the body of a request away while it is answered; ends the connection when it is long or slow. */
export function discard(request: IncomingMessage, limits: ListenerLimits, clock: Clock): void {
  let bytes = 0
  const end = () => request.socket.destroy()
  const deadline = watchFloor(request, { bytes: () => bytes, limits, clock }, end)
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > limits.lingerBytes) end()
  })
  request.on('close', () => deadline.stop())
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

/** A body that is complete is never late. */
function watchFloor(
  request: IncomingMessage,
  options: Omit<PaceOptions, 'onSlow'>,
  onSlow: () => void,
): Pace {
  const late = () => {
    if (!request.complete) onSlow()
  }
  return watchPace({ ...options, onSlow: late })
}
