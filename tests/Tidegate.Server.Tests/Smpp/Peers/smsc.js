// An SMSC made of node-smpp: node smsc.js PORT. It takes any bind, answers every submission at once, and sends a receipt where one
// was asked for, on a bind of the same system_id that receives. What it does it says on standard output, one JSON object a line.
const smpp = require('smpp');

const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');
const hex = (buffer) => Buffer.from(buffer).toString('hex');
const receivers = new Map();
let count = 0;

const server = smpp.createServer((session) => {
  let account = '';
  session.on('error', () => session.destroy());
  for (const kind of ['bind_transmitter', 'bind_receiver', 'bind_transceiver']) {
    session.on(kind, (pdu) => {
      account = pdu.system_id;
      if (kind !== 'bind_transmitter') receivers.set(account, session);
      session.send(pdu.response({ system_id: 'node-smpp' }));
      say({ event: kind, account, password: pdu.password });
    });
  }
  session.on('submit_sm', (pdu) => {
    const id = (++count).toString(16).padStart(8, '0').toUpperCase();
    const { message, udh } = pdu.short_message;
    say({
      event: 'submit_sm', id, account, to: pdu.destination_addr, coding: pdu.data_coding, esm: pdu.esm_class,
      udh: udh ? hex(Buffer.concat(udh)) : '', text: typeof message === 'string' ? message : null, octets: typeof message === 'string' ? null : hex(message),
    });
    session.send(pdu.response({ message_id: id }));
    if (pdu.registered_delivery & 1) setTimeout(() => receipt(account, pdu, id), 50);
  });
  session.on('unbind', (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
});

function receipt(account, pdu, id) {
  const session = receivers.get(account);
  if (!session) return;
  session.deliver_sm({
    source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:2611271200 done date:2611271201 stat:DELIVRD err:000 text:`,
  }, () => say({ event: 'receipt_taken', id }));
}

server.listen(Number(process.argv[2]), '127.0.0.1', () => say({ event: 'listening' }));
