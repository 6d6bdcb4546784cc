import { HttpError } from './problem.ts'

/** One that was used, one that is too old and one that never was answer alike. */
export const linkEnded = (): HttpError =>
  new HttpError({
    status: 404,
    code: 'LINK_ENDED',
    message: 'This link was used before, is too old, or was never given out.',
    remedy: 'Ask an administrator of Tandem for a new one. The set-up link is printed anew whenever the server starts.',
  })
