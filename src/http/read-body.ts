import type { Request } from 'express'
import { HttpError } from './problem.ts'

interface BodyLimits {
  readonly maxBytes: number
  /** A sender that takes longer is not waited for. */
  readonly withinMs: number
}

/**
 * The bytes of a request as they came. A body that is too large or too slow is refused at once, without the rest of it being
 * read: a sender that is not known yet may hold neither memory nor a connection for long.
 *
 * @throws HttpError 408, 413, or 415 for a compressed body. Rejects when the sender hangs up.
 */
export async function readBody(req: Request, { maxBytes, withinMs }: BodyLimits): Promise<Uint8Array> {
  if ((req.get('content-encoding') ?? 'identity') !== 'identity')
    throw refusal(415, 'COMPRESSED_BODY', 'The body is compressed.', 'Send it as it is.')
  const tooLarge = (): HttpError =>
    refusal(413, 'BODY_TOO_LARGE', `The body is larger than ${maxBytes} bytes.`, 'Send less at a time.')
  if (Number(req.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  const read = Promise.withResolvers<Uint8Array>()
  const onData = (chunk: Buffer): void => {
    size += chunk.length
    if (size > maxBytes) read.reject(tooLarge())
    else chunks.push(chunk)
  }
  const onEnd = (): void => read.resolve(Buffer.concat(chunks))
  const onGone = (): void => read.reject(refusal(400, 'BODY_CUT_OFF', 'The body ended early.', 'Send it again.'))
  const timer = setTimeout(
    () => read.reject(refusal(408, 'BODY_TOO_SLOW', 'The body did not come in time.', 'Send it again.')),
    withinMs,
  )
  req.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  try {
    return await read.promise
  } finally {
    clearTimeout(timer)
    req.off('data', onData).off('end', onEnd).off('close', onGone).pause()
  }
}

const refusal = (status: number, code: string, message: string, remedy: string): HttpError =>
  new HttpError({ status, code, message, remedy })
