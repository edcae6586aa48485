// A client made of node-smpp: node esme.js PORT COUNT. It binds as a transceiver, submits COUNT messages at once and asks for receipts, and
// unbinds when all are answered and all receipts are there. What happens it says on standard output, one JSON object a line.
const smpp = require('smpp');

const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');
const [port, count] = process.argv.slice(2).map(Number);
let answered = 0;
let receipts = 0;

const session = smpp.connect({ url: `smpp://127.0.0.1:${port}`, auto_enquire_link_period: 100 }, () => {
  session.bind_transceiver({ system_id: 'acme', password: 'right' }, (pdu) => {
    say({ event: 'bound', status: pdu.command_status, system_id: pdu.system_id, version: pdu.sc_interface_version });
    for (let i = 0; i < count; i++) {
      session.submit_sm({ destination_addr: '39339' + String(i).padStart(7, '0'), short_message: `message ${i}`, registered_delivery: 1 }, (answer) => {
        say({ event: 'answered', i, status: answer.command_status, id: answer.message_id });
        answered++;
        end();
      });
    }
  });
});
session.on('deliver_sm', (pdu) => {
  const { message } = pdu.short_message;
  say({ event: 'receipt', text: message });
  session.send(pdu.response());
  receipts++;
  end();
});
session.on('enquire_link', (pdu) => session.send(pdu.response()));
session.on('error', (error) => say({ event: 'error', message: error.message }));

function end() {
  if (answered < count || receipts < count) return;
  session.unbind((pdu) => {
    say({ event: 'unbound', status: pdu.command_status });
    session.close(() => process.exit(0));
  });
}
