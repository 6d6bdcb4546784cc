import * as z from 'zod'

/**
 * Import this before any schema. zod compiles parsers with `new Function`, which the page's security policy forbids;
 * the attempt alone is reported as a violation. https://zod.dev/api?id=zconfig
 */
z.config({ jitless: true })
