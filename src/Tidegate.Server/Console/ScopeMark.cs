using System.Security.Cryptography;
using System.Text;
using Tidegate.Incidents;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Console;

/// <summary>A short mark of a scope, by which a form tells whether it was edited since its collateral was shown.</summary>
internal static class ScopeMark
{
    public static string Of(Scope scope) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Book.Write(scope))))[..16];
}
