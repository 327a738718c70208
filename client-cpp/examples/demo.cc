// Five scenes with JavaScript called from C++. The functions are those of client-js/examples.
//
//   jsinterop-demo [ADDRESS OF A BROKER]
//
// Each scene shows what it calls and what came back, and checks that it is right. The exit code is 0 only if all
// of it was.

#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "jsinterop/jsinterop.h"

namespace {

using jsinterop::Json;
using jsinterop::ObjectReference;
using jsinterop::RemoteRuntime;
using jsinterop::Value;

// --- How it looks ----------------------------------------------------------------------------------------------

// All of it as one text.
template <typename... Parts>
std::string Text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

std::string Styled(std::string_view code, std::string_view text) {
  static const bool terminal = isatty(STDOUT_FILENO) != 0;
  return terminal ? Text("\033[", code, "m", text, "\033[0m") : std::string(text);
}

void Show(std::string_view call, const std::string& result) {
  std::printf("    %s\n", Styled("36", call).c_str());
  std::istringstream lines(result);
  for (std::string line; std::getline(lines, line);) {
    std::printf("      %s%s\n", Styled("2", "| ").c_str(), line.c_str());
  }
}

absl::Status Expect(bool right, std::string_view what) {
  return right ? absl::OkStatus() : absl::InternalError(Text("not as it should be: ", what));
}

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A page of HTML is one long line; this is for the eye.
std::string BreakLines(const std::string& html) {
  std::string out;
  for (size_t i = 0; i < html.size(); ++i) {
    const bool opens = html[i] == '<' && i > 0 && html.compare(i, 2, "</") != 0;
    if (opens) out += '\n';
    out += html[i];
  }
  return out;
}

// --- The scenes ------------------------------------------------------------------------------------------------

// Functions of a module need no import and hold nothing. Invoke is for functions that finish at once; InvokeAsync
// awaits a promise, and several can be under way together.
absl::Status Arithmetic(const RemoteRuntime& js) {
  const absl::StatusOr<int> sum = js.Invoke<int>({"./math.js", "add"}, 20, 22);
  if (!sum.ok()) return sum.status();
  Show(R"(js.Invoke<int>({"./math.js", "add"}, 20, 22))", Text(*sum));

  const absl::StatusOr<Value> factorial = js.Invoke<Value>({"./math.js", "factorial"}, 30);
  if (!factorial.ok()) return factorial.status();
  Show(R"(js.Invoke<Value>({"./math.js", "factorial"}, 30))", factorial->ToString());

  std::vector<jsinterop::Future<int>> futures;
  for (const int n : {1, 2, 3}) futures.push_back(js.InvokeAsync<int>({"./math.js", "delayedAdd"}, n, n));
  std::vector<int> doubled;
  for (jsinterop::Future<int>& future : futures) {
    const absl::StatusOr<int> result = future.Get();
    if (!result.ok()) return result.status();
    doubled.push_back(*result);
  }
  Show(R"(js.InvokeAsync<int>({"./math.js", "delayedAdd"}, n, n)  for n = 1, 2, 3, all at once)",
       Text(doubled[0], ", ", doubled[1], ", ", doubled[2]));

  return Expect(*sum == 42 && factorial->ToString() == "265252859812191058636308480000000n" &&
                    doubled == std::vector<int>{2, 4, 6},
                "the sums");
}

// The template that the browser uses, with data from C++.
absl::Status ServerSideRendering(const RemoteRuntime& js) {
  const Json props(R"({
    "title": "Tea & Biscuits",
    "user": {"name": "Ada"},
    "products": [{"name": "Assam", "cents": 490, "tags": ["black"]}, {"name": "<Sencha>", "cents": 650}]
  })");
  const absl::StatusOr<std::string> page = js.Invoke<std::string>({"./page.js", "renderPage"}, props);
  if (!page.ok()) return page.status();
  Show(R"(js.Invoke<std::string>({"./page.js", "renderPage"}, props))", BreakLines(*page));
  return Expect(Has(*page, "Welcome back, Ada.") && Has(*page, "€4.90") && Has(*page, "&lt;Sencha>"), "the page");
}

// An npm library, from a reference to the module.
absl::Status Markdown(const RemoteRuntime& js) {
  const absl::StatusOr<jsinterop::Module> markdown = js.Import("./markdown.js");
  if (!markdown.ok()) return markdown.status();
  std::string names;
  for (const jsinterop::Export& exported : markdown->exports()) names += Text(" ", exported.name);
  Show(R"(js.Import("./markdown.js"))", Text("exports", names));

  const absl::StatusOr<std::string> html =
      markdown->Invoke<std::string>("toHtml", "# Hello\n\nFrom **C++**, by way of <script>.\n");
  if (!html.ok()) return html.status();
  Show(R"(markdown.Invoke<std::string>("toHtml", "# Hello\n\nFrom **C++**, by way of <script>.\n"))", *html);
  return Expect(Has(*html, "<h1>Hello</h1>") && Has(*html, "<strong>C++</strong>") && !Has(*html, "<script>"),
                "the HTML");
}

Value Product(std::string_view sku, std::string_view name, int cents, int quantity) {
  return Value::Object({{"sku", sku}, {"name", name}, {"cents", cents}, {"quantity", quantity}});
}

// A live object: its state stays in JavaScript, and is let go where `cart` ends.
absl::Status ShoppingCart(const RemoteRuntime& js) {
  const absl::StatusOr<ObjectReference> cart =
      js.Construct({"./cart.js", "Cart"}, Value::Object({{"currency", "EUR"}}));
  if (!cart.ok()) return cart.status();
  Show(R"(js.Construct({"./cart.js", "Cart"}, …))", Text("a live ", cart->class_name()));

  absl::StatusOr<int> total = cart->Invoke<int>("add", Product("assam", "Assam", 490, 2));
  if (total.ok()) total = cart->Invoke<int>("add", Product("shortbread", "Shortbread", 320, 1));
  if (!total.ok()) return total.status();
  Show(R"(cart.Invoke<int>("add", …), twice)", Text(*total, " cents"));

  const absl::StatusOr<int> count = cart->Get<int>("count");
  if (!count.ok()) return count.status();
  Show(R"(cart.Get<int>("count"))", Text(*count));

  const absl::StatusOr<Value> receipt = cart->InvokeAsync<Value>("checkout", Value::Object({{"method", "card"}})).Get();
  if (!receipt.ok()) return receipt.status();
  // A result of any shape. A Date is a Date on both sides.
  const absl::StatusOr<int> paid = (*receipt)["total"].As<int>();
  if (!paid.ok()) return paid.status();
  const absl::StatusOr<absl::Time> paid_at = (*receipt)["paidAt"].As<absl::Time>();
  if (!paid_at.ok()) return paid_at.status();
  Show(R"(cart.InvokeAsync<Value>("checkout", …).Get())",
       Text("lines:  ", (*receipt)["lines"].ToString(), "\ntotal:  ", *paid, "\npaidAt: ", absl::FormatTime(*paid_at)));

  return Expect(*total == 1300 && *count == 3 && *paid == 1300, "the cart");
}

std::string Describe(const jsinterop::JsException& thrown) {
  std::string out = Text(thrown.name, ": ", thrown.message, "\n  code: ", thrown.code);
  for (const auto& [key, value] : thrown.properties) out += Text("\n  ", key, ": ", value.ToString());
  // The first line of a stack repeats the message.
  const size_t first = thrown.stack.find('\n');
  if (first != std::string::npos) out += thrown.stack.substr(first, thrown.stack.find('\n', first + 1) - first);
  return out;
}

// What JavaScript throws arrives with all that is known of it, and is not the same as a call that could not be made.
absl::Status Exceptions(const RemoteRuntime& js) {
  const absl::StatusOr<ObjectReference> cart = js.Construct({"./cart.js", "Cart"});
  if (!cart.ok()) return cart.status();
  if (absl::Status added = cart->InvokeVoid("add", Product("assam", "Assam", 490, 1)); !added.ok()) return added;

  const absl::StatusOr<Value> receipt =
      cart->InvokeAsync<Value>("checkout", Value::Object({{"method", "declined"}})).Get();
  const std::optional<jsinterop::JsException> thrown = jsinterop::GetException(receipt.status());
  if (!thrown) return Expect(false, Text("no exception, but ", receipt.status().ToString()));
  Show(R"(cart.InvokeAsync<Value>("checkout", {"method": "declined"}).Get())", Describe(*thrown));

  const absl::Status absent = js.InvokeVoid({"./math.js", "subtract"}, 1, 2);
  const jsinterop::ErrorInfo info = jsinterop::GetErrorInfo(absent);
  Show(R"(js.InvokeVoid({"./math.js", "subtract"}, 1, 2))",
       Text(absl::StatusCodeToString(absent.code()), ", ", info.reason,
            "; executed: ", jsinterop::ExecutedName(info.executed), "\n", absent.message()));

  return Expect(thrown->name == "PaymentError" && thrown->code == "PAYMENT_DECLINED" &&
                    absent.code() == absl::StatusCode::kNotFound && info.reason == "MEMBER_NOT_FOUND",
                "the errors");
}

struct Scene {
  std::string_view title;
  absl::Status (*play)(const RemoteRuntime& js);
};

constexpr Scene kScenes[] = {
    {"Functions, synchronous and asynchronous", Arithmetic}, {"Server-side rendering", ServerSideRendering},
    {"Markdown, with a library from npm", Markdown},         {"A shopping cart that lives in JavaScript", ShoppingCart},
    {"What goes wrong, and how C++ sees it", Exceptions},
};

// Plays all scenes, and says how many went well.
int Play(const RemoteRuntime& js) {
  int right = 0;
  for (const Scene& scene : kScenes) {
    std::printf("\n  %s\n", Styled("1", scene.title).c_str());
    if (const absl::Status status = scene.play(js); status.ok()) {
      ++right;
    } else {
      std::printf("    %s\n", Styled("31", status.ToString()).c_str());
    }
  }
  return right;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view address = argc > 1 ? argv[1] : "127.0.0.1:7543";
  jsinterop::RemoteOptions options;
  options.connect_timeout = absl::Seconds(10);
  const absl::StatusOr<std::unique_ptr<RemoteRuntime>> js = RemoteRuntime::Connect(address, std::move(options));
  if (!js.ok()) {
    std::fprintf(stderr, "jsinterop-demo: %s\n", js.status().ToString().c_str());
    return 1;
  }
  constexpr int kAll = static_cast<int>(std::size(kScenes));
  const int right = Play(**js);
  const std::string verdict = Text(right, " of ", kAll, " scenes came out right");
  std::printf("\n  %s\n", Styled(right == kAll ? "32" : "31", verdict).c_str());
  return right == kAll ? 0 : 1;
}
