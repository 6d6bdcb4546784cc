import compression from 'compression'
import type { RequestHandler } from 'express'

/** Below it, the header costs more than the body saves. */
const THRESHOLD = 1_024

/**
 * Answers of the API are sent small: a page of a list is a tenth of itself. Streams of news say `no-transform` and stay as they are, so that no
 * line waits for the next. (To guess a secret by the size of an answer takes one that holds it beside what a stranger sent: none of ours does,
 * and those with a secret are below the threshold.)
 */
export const compressAnswers: RequestHandler = compression({ threshold: THRESHOLD })
