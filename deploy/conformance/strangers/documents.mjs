// The documents that programs about themselves have on the internet, which a machine without it cannot fetch. Their contents are
// what others recorded in public of what is served there: claude.ai's on 2026-08-25 (317 bytes, as here) and 2026-09-08, vscode.dev's
// on 2026-09-08; opencode.ai's is in its source, chatgpt.com's in the tests of a server that works with it.
const CODE = ['authorization_code', 'refresh_token'];

export const CLAUDE_CODE = 'https://claude.ai/oauth/claude-code-client-metadata';
export const CODEX = 'https://chatgpt.com/oauth/codex/client.json';
export const OPENCODE = 'https://opencode.ai/oauth/opencode/client.json';
export const VS_CODE = 'https://vscode.dev/oauth/client-metadata.json';

export const DOCUMENTS = {
  [CLAUDE_CODE]: {
    client_id: CLAUDE_CODE, client_name: 'Claude Code', client_uri: 'https://claude.ai',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    grant_types: CODE, response_types: ['code'], token_endpoint_auth_method: 'none',
  },
  [CODEX]: {
    client_id: CODEX, client_uri: 'https://chatgpt.com/codex', application_type: 'native',
    redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
    token_endpoint_auth_method: 'none', token_endpoint_auth_methods_supported: ['none'],
    grant_types: CODE, response_types: ['code'], client_name: 'Codex',
    logo_uri: 'https://persistent.oaistatic.com/sonic/misc/openai-logo.png',
  },
  [OPENCODE]: {
    client_id: OPENCODE, client_name: 'opencode', client_uri: 'https://opencode.ai',
    logo_uri: 'https://opencode.ai/web-app-manifest-512x512.png', application_type: 'native',
    redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
    grant_types: CODE, response_types: ['code'], token_endpoint_auth_method: 'none', token_endpoint_auth_methods_supported: ['none'],
  },
  [VS_CODE]: {
    client_name: 'Visual Studio Code', logo_uri: 'https://code.visualstudio.com/assets/branding/code-stable.png',
    grant_types: [...CODE, 'urn:ietf:params:oauth:grant-type:device_code'], response_types: ['code'],
    token_endpoint_auth_method: 'none', application_type: 'native', client_id: VS_CODE, client_uri: 'https://vscode.dev/product',
    redirect_uris: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'],
  },
};

/** What hands a browser on. VS Code puts into `state` where its window is, and vscode.dev sends what came back there. */
export const LEADS = {
  'https://vscode.dev/redirect': query => {
    const window = new URL(decodeURIComponent(query.get('state')));
    query.forEach((value, name) => window.searchParams.set(name, value));
    return window;
  },
};
