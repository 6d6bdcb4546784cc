import express from 'express'
import { describe, expect, test } from 'vitest'
import { UsageError } from '#domain/errors.ts'
import { listen } from './listen.ts'

describe('listen', () => {
  test('a port in use is one line that names it and says what to do', async () => {
    const first = await listen({ app: express(), port: 0, host: '127.0.0.1' })
    const taken = first.port
    const again = listen({ app: express(), port: taken, host: '127.0.0.1' })
    await expect(again).rejects.toThrow(UsageError)
    await expect(again).rejects.toThrow(new RegExp(`^port ${taken} on 127.0.0.1 is in use: .*set PORT to another one`))
    await first.close(0)
  })

  test('close lets a running request end', async () => {
    const app = express()
    let started = () => {}
    const running = new Promise<void>((resolve) => (started = resolve))
    let finish = () => {}
    app.get('/', (_req, res) => {
      finish = () => void res.send('done')
      started()
    })
    const server = await listen({ app, port: 0, host: '127.0.0.1' })
    const reply = fetch(server.url)
    await running
    const closed = server.close()
    finish()
    expect(await (await reply).text()).toBe('done')
    await closed
    await expect(fetch(server.url)).rejects.toThrow()
  })
})
