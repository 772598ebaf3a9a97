/* The line to the engine: a worker where the browser lets us have one, else the same program in the page. */

natres.questions = new Map(); // id → resolve, reject
natres.asked = 0;

natres.answered = function ({ id, result, error }) {
  const question = natres.questions.get(id);
  if (!question) {
    if (result instanceof ImageBitmap) result.close(); // of a tile nobody waits for any more
    return;
  }
  natres.questions.delete(id);
  if (error === undefined) question.resolve(result);
  else question.reject(new Error(error));
};

/* What is listed as `moved` is handed over, not copied. */
natres.ask = function (kind, message, moved = []) {
  const id = ++natres.asked;
  const answer = new Promise((resolve, reject) => natres.questions.set(id, { resolve, reject }));
  natres.post(Object.assign({ kind, id }, message), moved);
  answer.id = id;
  return answer;
};

/* No worker without OffscreenCanvas: it could not paint. */
natres.startEngine = function () {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined" || natres.withoutWorker) {
    return natres.startInPage();
  }
  const program = `"use strict"; const scope = { isWorker: true, later: null, reply: null };
    const channel = new MessageChannel(), waiting = [];
    channel.port1.onmessage = () => waiting.shift()();
    scope.later = (work) => { waiting.push(work); channel.port2.postMessage(0); };
    scope.reply = (message, moved) => self.postMessage(message, moved);
    (${natresEngine})(scope);
    self.onmessage = (event) => scope.receive(event.data);`;
  try {
    const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
    natres.worker = new Worker(url);
    URL.revokeObjectURL(url);
  } catch (error) {
    return natres.startInPage();
  }
  natres.worker.onmessage = (event) => natres.answered(event.data);
  natres.post = (message, moved) => natres.worker.postMessage(message, moved);
  return undefined;
};

natres.startInPage = function () {
  const scope = { isWorker: false, reply: natres.answered, later: (work) => setTimeout(work, 0) };
  natresEngine(scope);
  natres.post = (message) => setTimeout(() => scope.receive(message), 0);
};
