// In place of a model: it answers in the three dialects that programs speak with one, calls the first tool it is offered that has
// this name, and repeats what the tool said. The model is the program's own affair; what is looked at is what reaches the tool.
import http from 'node:http';

const SAID = 'The tool said: ';

const body = async request => { const chunks = []; for await (const chunk of request) chunks.push(chunk); return JSON.parse(Buffer.concat(chunks).toString() || '{}'); };

/** Everything that is text somewhere below. */
const texts = value => typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];

/** @returns `{url, close}` */
export async function model(tool) {
  const server = http.createServer(async (request, answer) => {
    const path = new URL(request.url, 'http://model').pathname;
    if (request.method !== 'POST') return answer.writeHead(200, { 'Content-Type': 'application/json' }).end('{"data":[],"object":"list"}');
    const asked = await body(request);
    if (path.endsWith('/messages')) return events(answer, messages(asked, tool));
    if (path.endsWith('/responses')) return events(answer, responses(asked, tool));
    answer.writeHead(path.endsWith('/count_tokens') ? 200 : 404, { 'Content-Type': 'application/json' }).end('{"input_tokens":1}');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

function events(answer, all) {
  answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for (const event of all) answer.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  answer.end();
}

/** The first tool of that name, whatever the program put before it. */
const named = (tools = [], tool) => tools.map(one => one.name).find(name => name?.endsWith(tool));

/** Anthropic's messages. A program that offers only a search for tools is searched first. */
function messages({ messages: said, tools }, tool) {
  const parts = said.flatMap(one => Array.isArray(one.content) ? one.content : []), called = parts.filter(part => part.type === 'tool_use').map(part => part.name);
  const search = named(tools, 'ToolSearch'), full = named(tools, tool) ?? (called.includes(search) && `mcp__carnet__${tool}`);
  const next = full ? [full, {}] : search && [search, { query: `select:mcp__carnet__${tool}` }], call = next && !called.includes(next[0]);
  const results = parts.filter(part => part.type === 'tool_result').map(part => part.content);
  const block = call ? { type: 'tool_use', id: `toolu_${called.length}`, name: next[0], input: {} } : { type: 'text', text: '' };
  const delta = call ? { type: 'input_json_delta', partial_json: JSON.stringify(next[1]) } : { type: 'text_delta', text: SAID + texts(results).join(' ') };
  const usage = { input_tokens: 1, output_tokens: 1 };
  return [
    { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'none', content: [], stop_reason: null, stop_sequence: null, usage } },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ];
}

/** OpenAI's responses. */
function responses({ input, tools = [] }, tool) {
  const results = (Array.isArray(input) ? input : []).filter(one => one.type === 'function_call_output');
  const spaces = tools.filter(one => one.type === 'namespace'), space = spaces.find(one => named(one.tools, tool));
  const name = space ? named(space.tools, tool) : named(tools, tool), call = results.length === 0 && name;
  const item = call
    ? { type: 'function_call', id: 'fc_1', call_id: 'call_1', name, ...(space && { namespace: space.name }), arguments: '{}', status: 'completed' }
    : { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: SAID + texts(results.map(one => one.output)).join(' '), annotations: [] }] };
  const response = { id: 'resp_1', object: 'response', status: 'completed', output: [item], usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } } };
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response },
  ];
}
