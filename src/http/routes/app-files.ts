import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Request, type RequestHandler, type Response } from 'express'
import { HttpError } from '../problem.ts'
import { createStartPage } from './start-page.ts'

/** As `npm run web:build` writes them beside the file itself, the smaller first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const

/**
 * The built admin app. Addresses of its pages (`/c/...`, `/sign-in`) are answered with the app, which knows them. Files under `assets/`
 * carry a hash of their content in the name and never change; everything else, the start page above all, is asked for anew each time.
 *
 * @param staticDir what `npm run web:build` made. While it is missing, the start page answers 503 and says so.
 */
export function appFiles(staticDir: string): RequestHandler {
  const assets = join(staticDir, 'assets')
  const files = express.static(staticDir, {
    index: false,
    redirect: false,
    setHeaders: (res, path) => {
      const hashed = path.startsWith(assets)
      res.setHeader('Cache-Control', hashed ? 'private, max-age=31536000, immutable' : 'no-cache')
    },
  })
  const startPage = createStartPage(staticDir)
  return (req, res, next) => {
    if (!isPage(req)) {
      if (req.path.startsWith('/assets/') && isRead(req)) chooseEncoding(req, res, staticDir)
      return files(req, res, next)
    }
    const page = startPage(req.path)
    if (page !== null) {
      // What it is made of carries hashes, so that its own mark tells whether anything changed.
      res.set('Cache-Control', 'no-cache').type('html').send(page)
      return
    }
    next(
      new HttpError({
        status: 503,
        code: 'PAGES_NOT_BUILT',
        message: 'The pages of Tandem have not been built yet.',
        remedy: 'Run "npm run web:build" and reload.',
      }),
    )
  }
}

/** Has the compressed file sent in place of the one that was asked for, if there is one that the browser takes. */
function chooseEncoding(req: Request, res: Response, staticDir: string): void {
  res.vary('Accept-Encoding')
  // Names of assets hold nothing that has to be decoded; whatever else was asked for is not theirs.
  if (!/^\/assets\/[\w.-]+$/.test(req.path)) return
  const type = req.path.slice(req.path.lastIndexOf('.'))
  const encoding = ENCODINGS.find(
    ({ name, suffix }) => req.acceptsEncodings(name) === name && existsSync(join(staticDir, `${req.path}${suffix}`)),
  )
  if (encoding === undefined) return
  req.url = `${req.path}${encoding.suffix}`
  res.set('Content-Encoding', encoding.name).type(type)
}

const isRead = (req: Request): boolean => req.method === 'GET' || req.method === 'HEAD'

const isPage = (req: Request): boolean =>
  isRead(req) && !/\.[a-z0-9]+$/i.test(req.path) && req.accepts(['json', 'html']) === 'html'
