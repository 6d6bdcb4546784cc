import { positional } from './journey.ts'

/** 60 % first, 20 % last, 20 % over those between; two touches: three quarters and a quarter. */
export const inverseJ602020 = positional({ FT: 60n, CW: 20n }, 20n)
