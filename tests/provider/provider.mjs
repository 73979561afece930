// The OpenID provider of the stories: oidc-provider, which is certified, on a loopback port.
//
// Its people come as JSON in PEOPLE: what it says of each of them, by login. It prints its port,
// then does what the lines of its standard input say: `rotate` makes a new key that signs from
// then on, beside the old ones; `drop` forgets all but the newest; JSON replaces its people.

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import http from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

let people = JSON.parse(process.env.PEOPLE);

function key() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

let keys = [key()];
let answer;

function begin(issuer) {
  const provider = new Provider(issuer, {
    jwks: { keys },
    clients: [
      {
        client_id: 'desk',
        redirect_uris: ['http://127.0.0.1:1/signed-in'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        application_type: 'native',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_, id) =>
      people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    extraTokenClaims: (_, token) => people[token.accountId],
    features: {
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: 'staff',
          audience: 'percorso',
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
        }),
      },
    },
    cookies: { keys: [randomUUID()] },
  });
  answer = provider.callback();
}

const server = http.createServer((request, response) => answer(request, response));
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}`;
  begin(issuer);
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      if (line.startsWith('{')) {
        people = JSON.parse(line);
      } else {
        keys = line === 'rotate' ? [key(), ...keys] : [keys[0]];
        begin(issuer);
      }
      console.log(line);
    })
    .on('close', () => process.exit(0));
  console.log(port);
});
