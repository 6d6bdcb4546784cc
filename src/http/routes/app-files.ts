import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler } from 'express'
import { HttpError } from '../problem.ts'

/**
 * The built admin app. Files under `assets/` carry a hash of their content in the name and never change; everything else,
 * `index.html` above all, is asked for anew each time.
 *
 * @param staticDir what `npm run web:build` made. While it is missing, the start page answers 503 and says so.
 */
export function appFiles(staticDir: string): RequestHandler {
  const assets = join(staticDir, 'assets')
  const files = express.static(staticDir, {
    index: 'index.html',
    redirect: false,
    setHeaders: (res, path) => {
      const hashed = path.startsWith(assets)
      res.setHeader('Cache-Control', hashed ? 'private, max-age=31536000, immutable' : 'no-cache')
    },
  })
  return (req, res, next) => {
    if (req.path === '/' && !existsSync(join(staticDir, 'index.html')))
      next(
        new HttpError({
          status: 503,
          code: 'PAGES_NOT_BUILT',
          message: 'The pages of Tandem have not been built yet.',
          remedy: 'Run "npm run web:build" and reload.',
        }),
      )
    else files(req, res, next)
  }
}
